import Foundation
import Testing

/// GMime 3, a library in C that mail programs of the desktop are built on.
struct GMimeReader: MessageReader {
  /// How closely what is read has to keep to the RFCs.
  enum Compliance: String {
    case strict, loose
  }

  let compliance: Compliance

  func read(_ files: [String], in directory: TemporaryDirectory) async throws -> [ReadMessage] {
    let source = try directory.write(Self.program, to: "reader.c")
    let flags = try await LocalProcess.run("pkg-config", ["--cflags", "--libs", "gmime-3.0"]).output.text
    let reader = directory.path("reader")
    try await LocalProcess.run(
      "cc", ["-o", reader, source] + flags.split(whereSeparator: \.isWhitespace).map(String.init))
    return try decode(try await LocalProcess.run("env", [reader, compliance.rawValue] + files).output)
  }

  func peculiarities(of message: ReadMessage) -> ReadMessage {
    var message = message
    // It takes no date before 1969 for one.
    if let date = message.date, date < 0 { (message.date, message.zone) = (nil, nil) }
    message.groups = message.groups.mapValues { $0.map { $0.trimmingCharacters(in: [" "]) } }
    // It takes the blanks off both ends of a name, in quotes and encoded words too, where they count (RFC 5322, 3.2.4).
    message.mailboxes = message.mailboxes.mapValues { list in
      list.map { mailbox in
        var mailbox = mailbox
        // It shows A-labels as U-labels.
        mailbox.domain = mailbox.domain.replacing("xn--r8jz45g.xn--zckzah", with: "例え.テスト")
        mailbox.name = mailbox.name?.trimmingCharacters(in: [" "])
        return mailbox
      }
    }
    return message
  }

  /// Why it cannot be compiled here, if so.
  static func obstacle() async -> String? {
    if let missing = Tool.missing("cc", "pkg-config") { return missing }
    let found = try? await LocalProcess.run("pkg-config", ["--exists", "gmime-3.0"])
    return found == nil ? "the headers of GMime 3 are not installed" : nil
  }
}

extension Trait where Self == ConditionTrait {
  /// Runs the test only where a program can be compiled that uses GMime.
  static var needsGMime: Self {
    .enabled("GMime 3, its headers and a compiler for C are needed") { try Tool.canRun(await GMimeReader.obstacle()) }
  }
}
