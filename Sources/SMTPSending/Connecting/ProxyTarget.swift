import SMTPCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// What a proxy is asked to connect to, in parts of which none can end a line of a request: an address as its bytes, or a name
/// that has letters, digits, hyphens, underscores and dots only.
struct ProxyTarget: Sendable, Hashable {
  enum Host: Sendable, Hashable {
    case ipv4([UInt8])
    case ipv6([UInt8])
    case name(String)
  }

  let host: Host
  let port: UInt16
  /// `host:port` as a URL's authority has it.
  let authority: String

  /// - Throws: ``SMTPError`` with ``SMTPError/Code/invalidConfiguration`` for a host that no proxy can be asked for.
  init(_ endpoint: SMTPClient.Endpoint) throws(SMTPError) {
    guard endpoint.unixPath == nil else { throw .invalidConfiguration("a Unix socket cannot be reached by a proxy") }
    guard let port = UInt16(exactly: endpoint.port), port > 0 else {
      throw .invalidConfiguration("\(endpoint.port) is no port: it takes 1 to 65535")
    }
    let text = endpoint.host
    if let address = Self.bytes(of: text, family: AF_INET, count: 4) {
      host = .ipv4(address)
    } else if let address = Self.bytes(of: text, family: AF_INET6, count: 16) {
      host = .ipv6(address)
    } else {
      guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy(Self.canStandInName) else {
        throw .invalidConfiguration(
          "\"\(Reply.printable(text))\" is no host that a proxy can be asked for: write a name in ASCII, or an IP address without a zone"
        )
      }
      host = .name(text)
    }
    self.port = port
    authority = endpoint.description
  }

  /// The bytes of an IP address; nil for a text that is none.
  private static func bytes(of text: String, family: CInt, count: Int) -> [UInt8]? {
    // A C string ends at a NUL, and what comes after it would go unseen.
    guard !text.utf8.contains(0) else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    return inet_pton(family, text, &bytes) == 1 ? bytes : nil
  }

  private static func canStandInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
