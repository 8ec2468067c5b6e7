import Foundation
import Logging
import NIOCore
import SASL
import SMTPCore

/// Tells what is said on one connection, line by line, to the logger and to the protocol log: the one place that decides how
/// a line reads, and what of it is a secret.
struct Transcript {
  private let logger: Logger
  private let log: (@Sendable (ProtocolLine) -> Void)?
  private let connection: Int
  /// What was sent to log in. There are servers that quote what they do not understand.
  private var secrets: [String] = []
  /// How much of a message was sent since it was told last.
  private var content = 0

  init(logger: Logger, log: (@Sendable (ProtocolLine) -> Void)? = nil, connection: Int = 1) {
    self.logger = logger
    self.log = log
    self.connection = connection
  }

  /// Whether anybody listens. Nothing is made of a line for nobody.
  private var isKept: Bool { log != nil || logger.logLevel <= .trace }

  mutating func sent(_ command: Command) {
    guard isKept else { return }
    if case .auth(_, let response?) = command { remember(response) }
    tell(.client, "\(command)")
  }

  mutating func sent(_ response: Secret) {
    guard isKept else { return }
    remember(response)
    tell(.client, "\(response)")
  }

  /// A piece of a message was sent, its end included if it has one.
  mutating func sentContent(_ count: Int, isLast: Bool, isChunk: Bool) {
    guard isKept else { return }
    if isChunk { tell(.client, "BDAT \(count)\(isLast ? " LAST" : "")") }
    content += count
    guard isLast else { return }
    tellContent()
    if !isChunk { sentEndOfData() }
  }

  mutating func sentEndOfData() {
    guard isKept else { return }
    tell(.client, ".")
  }

  mutating func received(_ reply: Reply) {
    guard isKept else { return }
    guard reply.code != 334 else { return tell(.server, "334 [redacted]") }
    for (index, line) in reply.lines.enumerated() {
      let isLast = index == reply.lines.count - 1
      let status = reply.enhanced.map { "\($0)" }
      let text = [status, line.isEmpty && status != nil ? nil : line].compactMap(\.self).joined(separator: " ")
      tell(.server, redacted("\(reply.code)\(isLast ? text.isEmpty ? "" : " " : "-")\(text)"))
    }
    // Once the server has decided about a login it has nothing left to quote.
    if reply.isPositive { secrets.removeAll() }
  }

  /// Something happened to the connection. The logger hears of that in its own words.
  mutating func note(_ text: @autoclosure () -> String) {
    guard log != nil else { return }
    tellContent()
    write(.connection, redacted(Reply.printable(text())))
  }

  private mutating func tellContent() {
    guard content > 0 else { return }
    tell(.client, "[\(content) bytes of a message]")
    content = 0
  }

  private func tell(_ speaker: ProtocolLine.Speaker, _ text: String) {
    logger.trace("\(speaker.rawValue): \(text)")
    write(speaker, text)
  }

  private func write(_ speaker: ProtocolLine.Speaker, _ text: String) {
    log?(ProtocolLine(connection: connection, time: Date(), speaker: speaker, text: text))
  }

  private mutating func remember(_ response: Secret) {
    let encoded = response.withBytes { String(decoding: Base64.encode($0), as: UTF8.self) }
    // What is shorter is in many a line by chance: an empty response, or a single byte.
    if encoded.utf8.count > 4 { secrets.append(encoded) }
  }

  private func redacted(_ text: String) -> String {
    guard !secrets.isEmpty else { return text }
    // A server that cuts long lines quotes a part.
    return secrets.reduce(text) { $0.replacing($1, with: "[redacted]") }.replacing(/[A-Za-z0-9+\/=]{8,}/) { part in
      secrets.contains { $0.contains(part.output) } ? "[redacted]" : String(part.output)
    }
  }
}
