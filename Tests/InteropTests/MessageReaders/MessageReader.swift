import Foundation
import MIME

/// A program that reads mail and was not written here.
protocol MessageReader {
  /// What it reads in each of these files, in their order. It is started once for all of them.
  func read(_ files: [String], in directory: TemporaryDirectory) async throws -> [ReadMessage]

  /// `message` without what the program is known to read wrongly; each with a reason.
  func sparing(_ message: Message) throws -> Message

  /// What of `offered` it can read of a message.
  func form(_ offered: TransportNeeds, for message: Message) -> TransportNeeds

  /// `message` as it is read by a program that has faults of its own, or tells less; each with a reason.
  func peculiarities(of message: ReadMessage) -> ReadMessage

  /// The same for one part of it.
  func peculiarities(of part: ReadMessage.Part) -> ReadMessage.Part
}

extension MessageReader {
  func sparing(_ message: Message) throws -> Message { message }

  func form(_ offered: TransportNeeds, for message: Message) -> TransportNeeds { offered }

  func peculiarities(of message: ReadMessage) -> ReadMessage { message }

  func peculiarities(of part: ReadMessage.Part) -> ReadMessage.Part { part }

  /// What it should read in a message, and in those that are enclosed in it.
  func expected(of message: Message) -> ReadMessage { adapt(ReadMessage(of: message)) }

  private func adapt(_ message: ReadMessage) -> ReadMessage {
    var message = peculiarities(of: message)
    message.root = adapt(message.root)
    return message
  }

  private func adapt(_ part: ReadMessage.Part) -> ReadMessage.Part {
    var part = peculiarities(of: part)
    part.parts = part.parts.map(adapt)
    part.messages = part.messages.map(adapt)
    return part
  }

  /// The output of a program that writes one line of JSON for each message.
  func decode(_ output: LineLog) throws -> [ReadMessage] {
    let decoder = JSONDecoder()
    return try output.lines.map { try decoder.decode(ReadMessage.self, from: Data($0.utf8)) }
  }
}
