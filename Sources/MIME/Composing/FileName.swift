/// What may be the name of a file that goes with a message.
enum FileName {
  /// - Throws: ``MIMEError/Code/invalidFileName`` for an empty name, and for one with controls.
  static func check(_ name: String) throws(MIMEError) {
    guard !name.isEmpty else { throw MIMEError(code: .invalidFileName, reason: "an attachment has an empty name") }
    for (index, scalar) in name.unicodeScalars.enumerated() where scalar.isControl {
      throw MIMEError(
        code: .invalidFileName,
        reason: "the name \(name.excerpt) has the control \(scalar.codePoint) at character \(index + 1)")
    }
  }
}

extension MediaType {
  /// RFC 2045, section 6.4: composite types may not be in base64.
  var isComposite: Bool { type == "multipart" || type == "message" }

  func notInBase64(_ name: String) -> MIMEError {
    MIMEError(
      code: .invalidMediaType,
      reason: "the attachment \(name.excerpt) cannot be \(type)/\(subtype), which forbids base64")
  }
}
