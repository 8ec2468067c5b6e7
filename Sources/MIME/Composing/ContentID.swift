/// The name by which other parts of a message refer to a part (RFC 2045, section 7, and RFC 2392).
///
/// RFC 2045 asks for the form of a Message-ID, `logo.42@example.com`, unique in the world. Many programs write one word alone,
/// which is unique in its message and is taken here too.
public struct ContentID: Sendable, Hashable {
  /// What stands between the angle brackets.
  public let content: String

  /// Reads an identifier, with or without its angle brackets.
  /// - Throws: ``MIMEError/Code/invalidContentID`` unless it has 1 to 500 characters of ASCII, none of them a blank, a control, a
  ///   quote, a backslash or an angle bracket.
  public init(_ string: String) throws(MIMEError) {
    func fail(_ what: String) -> MIMEError { MIMEError(code: .invalidContentID, reason: "\(string.excerpt): \(what)") }
    let content = string.withoutAngleBrackets
    guard !content.isEmpty else { throw fail("it is empty") }
    for (index, scalar) in content.unicodeScalars.enumerated() {
      guard scalar.isASCII, !scalar.isControl, !scalar.isBlank, !"<>\"\\".unicodeScalars.contains(scalar) else {
        throw fail("\(scalar.codePoint) at character \(index + 1)")
      }
    }
    guard content.utf8.count <= 500 else { throw fail("\(content.utf8.count) bytes, 500 are allowed") }
    self.init(unchecked: content)
  }

  init(unchecked content: String) {
    self.content = content
  }

  /// The URL that HTML refers to the part by, such as `cid:logo.42@example.com`.
  public var url: String {
    var url: [UInt8] = Array("cid:".utf8)
    for byte in content.utf8 {
      if byte.isASCIILetterOrDigit || "-._~!$&'()*+,;=:@".utf8.contains(byte) {
        url.append(byte)
      } else {
        url.appendHexadecimal(byte, prefix: UInt8(ascii: "%"))
      }
    }
    return String(decoding: url, as: UTF8.self)
  }
}

extension ContentID: CustomStringConvertible {
  /// The identifier in its angle brackets.
  public var description: String { "<\(content)>" }
}
