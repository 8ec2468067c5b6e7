import Foundation

/// A recorded handshake of the tests' fixtures.
struct Handshake {
  let turns: [(fromClient: Bool, bytes: [UInt8])]

  init(_ name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "Tests/Fixtures/TLS/\(name).txt"), encoding: .utf8)
    turns = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let parts = line.split(separator: " ")
      return (parts[0] == "client:", Self.bytes(parts[1]))
    }
  }

  private static func bytes(_ digits: Substring) -> [UInt8] {
    let digits = Array(digits.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
