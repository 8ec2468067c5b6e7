extension StringProtocol {
  /// This text without the angle brackets around it, if it has both.
  var withoutAngleBrackets: String {
    hasPrefix("<") && hasSuffix(">") && utf8.count > 1 ? String(dropFirst().dropLast()) : String(self)
  }
}
