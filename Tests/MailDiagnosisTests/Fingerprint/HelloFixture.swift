import Foundation
import NIOCore
import TLSWire
import Testing

/// A hello as it crossed the wire, from `Tests/Fixtures/Hellos`, with the fingerprints that other programs gave it.
struct HelloFixture: CustomTestStringConvertible {
  struct Unreadable: Error {
    let name: String
  }

  static let names = [
    "chromium", "chromium-again", "curl", "gnutls", "gnutls-tls11", "go", "java", "mbedtls", "node", "nss",
    "openssl-1.1", "openssl-3.0", "openssl-3.0-tls10", "openssl-3.5", "python", "rustls", "swift-nio-ssl", "wolfssl",
  ]

  let testDescription: String
  /// Library, program and settings.
  let source: String
  let ja3: String
  let ja4: String
  let hello: ClientHello

  init(_ name: String) throws {
    testDescription = name
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/Hellos/\(name).txt")
    var values: [Substring: String] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      values[line[..<colon]] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    guard let source = values["source"], let ja3 = values["ja3"], let ja4 = values["ja4"],
      let text = values["hello"], let hello = Self.read(text)
    else { throw Unreadable(name: name) }
    (self.source, self.ja3, self.ja4, self.hello) = (source, ja3, ja4, hello)
  }

  private static func read(_ text: String) -> ClientHello? {
    var digits = text[...]
    var bytes = ByteBuffer()
    while !digits.isEmpty {
      guard let byte = UInt8(digits.prefix(2), radix: 16) else { return nil }
      bytes.writeInteger(byte)
      digits = digits.dropFirst(2)
    }
    var observer = HandshakeObserver()
    observer.observe(bytes, from: .client)
    return observer.clientHello
  }
}
