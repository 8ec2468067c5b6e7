/// The form that header or body are brought to before they are signed (RFC 6376, section 3.4).
public enum DKIMCanonicalization: String, Sendable, Hashable, CaseIterable {
  /// As it is, but for empty lines at the end of the body. Any change on the way breaks the signature.
  case simple
  /// Runs of blanks count as one space, names of fields as lower case and folds as none; blanks at line ends do not
  /// count. It outlives what servers usually do to a message.
  case relaxed
}
