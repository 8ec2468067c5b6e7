import MailDiagnosis
import Foundation
import SASL

/// A secret in a file: its first line, without the line end.
enum SecretFile {
  private static let maximumSize = 65_536

  static func read(_ path: String, option: String, on console: Console) throws(CommandFailure) -> Secret {
    let name = path == "-" ? "standard input" : path.printable
    let bytes: [UInt8]
    do {
      bytes = path == "-" ? try console.readInput(.max) : try contents(of: path)
    } catch {
      throw CommandFailure(.configuration, "\(option): \(name) cannot be read")
    }
    guard let secret = Secret(firstLineOf: bytes) else {
      throw CommandFailure(.configuration, "\(option): the first line of \(name) is empty")
    }
    return secret
  }

  private static func contents(of path: String) throws -> [UInt8] {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    return Array(try file.read(upToCount: maximumSize) ?? Data())
  }
}

extension Secret {
  /// The bytes before the first line end; nil where there are none.
  init?(firstLineOf bytes: [UInt8]) {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard !line.isEmpty else { return nil }
    self.init(bytes: Array(line))
  }
}
