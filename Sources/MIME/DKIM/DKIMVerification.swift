/// What was found about the signatures of a message.
public struct DKIMVerification: Sendable, Hashable {
  /// One for each signature that was looked at, from the top of the header down. Empty if there is none.
  public let results: [DKIMResult]

  /// How many more signatures the message has than were looked at.
  public let unexaminedSignatures: Int

  /// Those that hold. A domain that signed says that it answers for the message, not that the message is good; and only for the
  /// fields in ``DKIMResult/signedFields``: one that is not there may be anybody's.
  public var passed: [DKIMResult] { results.filter { $0.verdict == .pass } }
}
