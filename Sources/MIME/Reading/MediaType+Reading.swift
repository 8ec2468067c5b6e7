extension MediaType {
  /// What has no Content-Type is plain text (RFC 2045, section 5.2).
  static let plainText = MediaType(
    uncheckedType: "text", "plain", [Parameter(uncheckedName: "charset", value: "us-ascii")])

  static let message = MediaType(uncheckedType: "message", "rfc822")

  var isEnclosedMessage: Bool { type == "message" && (subtype == "rfc822" || subtype == "global") }

  /// The value of the first parameter `name`, in any case; nil if there is none.
  public subscript(parameter name: String) -> String? { parameters.value(of: name) }
}

extension [MediaType.Parameter] {
  /// The value of the first parameter `name`, in any case.
  func value(of name: String) -> String? {
    let name = name.asciiLowercased
    return first { $0.name == name }?.value
  }
}
