import Foundation
import MailDiagnosis

/// A text that an option names: in a file, or on standard input.
enum TextFile {
  static func input(for option: String, _ console: Console) throws(CommandFailure) -> [UInt8] {
    do {
      return try console.readInput(.max)
    } catch {
      throw CommandFailure(.noInput, "\(option): standard input cannot be read")
    }
  }

  static func read(_ path: String, _ option: String, _ console: Console) throws(CommandFailure) -> String {
    let name = path == "-" ? "standard input" : path.printable
    let bytes: [UInt8]
    if path == "-" {
      bytes = try input(for: option, console)
    } else {
      do {
        bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      } catch {
        let exists = FileManager.default.fileExists(atPath: path)
        throw CommandFailure(.noInput, "\(option): \(exists ? "\(name) cannot be read" : "no file at \(name)")")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(.unusableMessage, "\(option): \(name) is not UTF-8")
    }
    return text
  }
}
