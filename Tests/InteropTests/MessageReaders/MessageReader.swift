import Foundation
import MIME

/// A program that reads mail and was not written here.
protocol MessageReader {
  /// What it reads in each of these files, in their order. It is started once for all of them.
  func read(_ files: [String], in directory: TemporaryDirectory) async throws -> [ReadMessage]

  /// `message` without what the program is known to read wrongly; each with a reason.
  func sparing(_ message: Message) throws -> Message

  /// `message` as it is read by a program that has faults of its own, or tells less; each with a reason.
  func peculiarities(of message: ReadMessage) -> ReadMessage
}

extension MessageReader {
  func sparing(_ message: Message) throws -> Message { message }

  func peculiarities(of message: ReadMessage) -> ReadMessage { message }

  /// The output of a program that writes one line of JSON for each message.
  func decode(_ output: LineLog) throws -> [ReadMessage] {
    let decoder = JSONDecoder()
    return try output.lines.map { try decoder.decode(ReadMessage.self, from: Data($0.utf8)) }
  }
}
