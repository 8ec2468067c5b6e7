import MailDiagnosis

/// `HOST`, `HOST:PORT`, `[IPv6]` or `[IPv6]:PORT`, as it is given on a command line.
struct ServerAddress: Sendable, Hashable {
  /// A name, or an IP address without brackets.
  let host: String
  let port: Int?

  /// - Parameters:
  ///   - option: the option it comes from, for the error.
  ///   - lowestPort: 1, or 0 where the system may choose.
  /// - Throws: ``CommandFailure`` of usage, which says what is wrong with the text.
  init(_ text: String, in option: String, lowestPort: Int = 1) throws(CommandFailure) {
    func fail(_ problem: String) -> CommandFailure { .usage("\(option): \"\(text.printable)\" \(problem)") }
    let (host, port) = Self.split(text)
    guard !host.isEmpty else { throw fail("has no host") }
    guard host.unicodeScalars.allSatisfy(Self.canStandInHost), !host.contains(":") || Self.isIPv6(host) else {
      throw fail("has a character that no host name has: write HOST, HOST:PORT or [IPv6]:PORT")
    }
    self.host = String(host)
    guard let port else {
      self.port = nil
      return
    }
    guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port),
      (lowestPort...65535).contains(number)
    else { throw fail("has no usable port: it takes \(lowestPort) to 65535") }
    self.port = number
  }

  private static func split(_ text: String) -> (host: Substring, port: Substring?) {
    if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
      let host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      if rest.isEmpty { return (host, nil) }
      return rest.hasPrefix(":") ? (host, rest.dropFirst()) : (text[...], nil)
    }
    guard let colon = text.firstIndex(of: ":") else { return (text[...], nil) }
    // An IPv6 address without brackets has no port.
    guard text.lastIndex(of: ":") == colon else { return (text[...], nil) }
    return (text[..<colon], text[text.index(after: colon)...])
  }

  private static func isIPv6(_ host: Substring) -> Bool {
    let address = host.prefix { $0 != "%" }
    return address.contains(":") && address.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") }
  }

  private static func canStandInHost(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "-", "_", ":", "%": true
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .decimalNumber: true
      default: scalar.properties.isAlphabetic
      }
    }
  }
}
