/// A parameter of MAIL or RCPT such as `SIZE=1024` or `SMTPUTF8` (RFC 5321 section 4.1.2 `esmtp-param`).
public struct ESMTPParameter: Sendable, Hashable, CustomStringConvertible {
  /// Upper case.
  public let keyword: String
  public let value: String?

  /// - Throws: ``EnvelopeSyntaxError`` where the keyword is not letters, digits and hyphens, or the value is empty or holds
  ///   a space, a control character or `=`.
  public init(_ keyword: String, _ value: String? = nil) throws(EnvelopeSyntaxError) {
    let isKeyword =
      !keyword.isEmpty && keyword.utf8.first != UInt8(ascii: "-")
      && keyword.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
        default: false
        }
      }
    guard isKeyword else { throw .init("\"\(Reply.printable(keyword))\" is no parameter's name") }
    if let value {
      let isValue =
        !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "=" && !$0.isControlOrSeparator }
      guard isValue else { throw .init("the value of \(keyword) cannot be sent") }
    }
    self.keyword = keyword.uppercased()
    self.value = value
  }

  /// Takes what cannot be wrong, or was checked when its own type was made.
  init(trusted keyword: String, _ value: String?) {
    self.keyword = keyword
    self.value = value
  }

  /// `SIZE=` (RFC 1870), in bytes.
  public static func size(_ bytes: Int) -> Self { Self(trusted: "SIZE", "\(bytes)") }
  /// `BODY=8BITMIME` (RFC 6152).
  public static let body8BitMIME = Self(trusted: "BODY", "8BITMIME")
  /// `BODY=BINARYMIME` (RFC 3030).
  public static let bodyBinaryMIME = Self(trusted: "BODY", "BINARYMIME")
  /// `REQUIRETLS` (RFC 8689).
  public static let requireTLS = Self(trusted: "REQUIRETLS", nil)
  /// `SMTPUTF8` (RFC 6531).
  public static let smtpUTF8 = Self(trusted: "SMTPUTF8", nil)

  public var description: String {
    value.map { "\(keyword)=\($0)" } ?? keyword
  }
}
