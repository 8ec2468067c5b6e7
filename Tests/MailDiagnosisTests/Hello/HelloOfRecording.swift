import Foundation

/// The records with which a side of a recorded handshake began, from `Tests/Fixtures/TLS`.
struct HelloOfRecording {
  struct Unreadable: Error {}

  static let names = [
    "refused-cipher", "refused-version", "tls10-ecdhe", "tls10-rsa", "tls11-ecdhe", "tls12-alpn",
    "tls12-client-certificate", "tls12-dhe", "tls12-ecdhe", "tls12-resumed-id", "tls12-resumed-ticket", "tls12-rsa",
    "tls12-unknown-ca", "tls13", "tls13-no-middlebox", "tls13-resumed", "tls13-retry",
  ]

  /// What each side sent, all of it.
  let client: [UInt8]
  let server: [UInt8]

  init(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: "Fixtures/TLS/\(name).txt"), encoding: .utf8)
    var sides: [Substring: [UInt8]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      guard parts.count == 2 else { throw Unreadable() }
      let digits = Array(parts[1])
      for index in stride(from: 0, to: digits.count - 1, by: 2) {
        guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else { throw Unreadable() }
        sides[parts[0].dropLast(), default: []].append(byte)
      }
    }
    client = sides["client"] ?? []
    server = sides["server"] ?? []
  }

  /// The first record of a side.
  static func firstRecord(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 5 else { return bytes }
    return Array(bytes.prefix(5 + Int(bytes[3]) << 8 + Int(bytes[4])))
  }

  var clientHello: [UInt8] { Self.firstRecord(client) }
  var serverHello: [UInt8] { Self.firstRecord(server) }

  /// The same record cut into records of so many bytes each.
  static func split(_ record: [UInt8], every count: Int) -> [UInt8] {
    stride(from: 5, to: record.count, by: count).flatMap { start in
      let body = record[start..<min(start + count, record.count)]
      return record[..<3] + [UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + body
    }
  }
}
