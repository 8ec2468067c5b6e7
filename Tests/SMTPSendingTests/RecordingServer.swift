import NIOCore

/// A server's side of SMTP as a value, with no more to it than a record of what it took responsibility for.
///
/// It shares no line with ``SMTPReceiving``, so that a mistake on both sides cannot hide.
struct RecordingServer: Sendable {
  /// A message that came whole, with the server's verdict on it.
  struct Arrival: Sendable {
    let recipients: [String]
    let content: String
    let isAccepted: Bool
  }

  private enum State {
    case command
    case data
    case chunk(missing: Int, isLast: Bool)
  }

  /// The keywords of the reply to EHLO.
  let keywords: [String]
  /// What is said instead of 250 to a command that begins so; "." stands for the end of a message.
  let refusals: [String: String]
  /// Whether a message for nobody is taken, too.
  let isLax: Bool
  private var state = State.command
  private var unread = ByteBuffer()
  private var isInTransaction = false
  private var recipients: [String] = []
  private var content = ByteBuffer()

  private(set) var arrivals: [Arrival] = []
  /// QUIT was answered, or 421 said: nothing more is read.
  private(set) var isOver = false

  init(keywords: [String], refusals: [String: String] = [:], isLax: Bool = false) {
    self.keywords = keywords
    self.refusals = refusals
    self.isLax = isLax
  }

  static let greeting = "220 mail.example.com\r\n"

  /// Takes what the client sent, and gives what the server says to it.
  mutating func receive(_ bytes: ByteBuffer) -> String {
    unread.writeImmutableBuffer(bytes)
    var replies = ""
    while !isOver, let reply = next() { replies += reply }
    return replies
  }

  /// Gives nil until more has come, and an empty reply where there is none to give.
  private mutating func next() -> String? {
    switch state {
    case .chunk(let missing, let isLast):
      guard var part = unread.readSlice(length: min(missing, unread.readableBytes)) else { return nil }
      let rest = missing - part.readableBytes
      content.writeBuffer(&part)
      guard rest == 0 else {
        state = .chunk(missing: rest, isLast: isLast)
        return nil
      }
      state = .command
      guard isInTransaction, isLax || !recipients.isEmpty else { return "503 5.5.1 nobody to deliver it to\r\n" }
      return isLast ? verdict() : "250 2.0.0 go on\r\n"
    case .data:
      guard let line = readLine() else { return nil }
      guard line != "." else {
        state = .command
        return verdict()
      }
      content.writeString(line.hasPrefix(".") ? String(line.dropFirst()) : line)
      content.writeString("\r\n")
      return ""
    case .command:
      return readLine().map { answer($0) }
    }
  }

  private mutating func readLine() -> String? {
    guard let end = unread.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    var line = unread.readString(length: end - unread.readerIndex + 1) ?? ""
    line.removeLast()
    return line
  }

  private mutating func answer(_ line: String) -> String {
    let parts = line.split(separator: " ")
    let verb = parts.first.map { $0.uppercased() } ?? ""
    if verb == "BDAT" {
      state = .chunk(missing: parts.dropFirst().first.flatMap { Int($0) } ?? 0, isLast: parts.last == "LAST")
      return ""
    }
    if let refusal = refusals.first(where: { line.hasPrefix($0.key) })?.value {
      isOver = refusal.hasPrefix("421")
      return refusal + "\r\n"
    }
    switch verb {
    case "EHLO":
      let lines = ["mail.example.com"] + keywords
      return lines.indices.map { "250\($0 == lines.count - 1 ? " " : "-")\(lines[$0])\r\n" }.joined()
    case "MAIL":
      guard !isInTransaction else { return "503 5.5.1 another message is under way\r\n" }
      isInTransaction = true
      return "250 2.1.0 ok\r\n"
    case "RCPT":
      guard isInTransaction else { return "503 5.5.1 MAIL first\r\n" }
      recipients.append(line.split { "<>".contains($0) }.dropFirst().first.map(String.init) ?? "")
      return "250 2.1.5 ok\r\n"
    case "DATA":
      guard isLax || !recipients.isEmpty else { return "503 5.5.1 nobody to deliver it to\r\n" }
      state = .data
      return "354 go\r\n"
    case "RSET":
      reset()
      return "250 2.0.0 ok\r\n"
    case "QUIT":
      isOver = true
      return "221 2.0.0 bye\r\n"
    default:
      return "500 5.5.2 what?\r\n"
    }
  }

  private mutating func verdict() -> String {
    let refusal = refusals["."]
    arrivals.append(Arrival(recipients: recipients, content: String(buffer: content), isAccepted: refusal == nil))
    reset()
    isOver = refusal?.hasPrefix("421") == true
    return (refusal ?? "250 2.0.0 queued as 4Q2f1k") + "\r\n"
  }

  private mutating func reset() {
    isInTransaction = false
    recipients = []
    content.clear()
  }
}
