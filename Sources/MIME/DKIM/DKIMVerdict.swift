/// What became of one signature, in the words of Authentication-Results fields (RFC 8601, section 2.7.1). A message
/// without signatures has no verdict: that is `none`.
public enum DKIMVerdict: String, Sendable, Hashable, CaseIterable {
  /// The domain did sign this header and body.
  case pass
  /// What was signed is not what is here, or another key signed it.
  case fail
  /// It may be right, but is of a kind that is not accepted: weak, historic or expired.
  case policy
  /// It is not a signature that could be read.
  case neutral
  /// The key could not be looked up now; later it may pass.
  case temporaryError = "temperror"
  /// It cannot be verified, now or later.
  case permanentError = "permerror"
}
