import MIME
import MailFixtures
import Testing

/// What we compose, before programs that others wrote.
@Suite("Composed messages before other readers", .serialized, .timeLimit(.minutes(5)))
struct MessageReaderTests {
  private static let seeds = 0..<300

  @Test("Python's email reads generated messages to what they were made of, without a defect", .needs("python3"))
  func python() async throws {
    try await check(PythonReader())
  }

  @Test("GMime reads generated messages to what they were made of, without a warning", .needsGMime)
  func gmime() async throws {
    try await check(GMimeReader(compliance: .strict))
  }

  @Test(
    "Dovecot tells over IMAP what generated messages were made of", .needs("dovecot", "imap", "python3"), .needsRoot)
  func dovecot() async throws {
    try await check(DovecotReader())
  }

  /// Has generated messages read, half of them of any structure, in each of the forms that they may be written in.
  private func check(_ reader: some MessageReader) async throws {
    let forms: [TransportNeeds] = [[], .eightBitBody, [.eightBitBody, .binaryBody]]
    let messages = try Self.seeds.map { seed in
      var generator = MessageGenerator(seed: seed)
      return try reader.sparing(try seed % 2 == 0 ? generator.message() : generator.structuredMessage())
    }
    let written = try zip(Self.seeds, messages).map { seed, message in
      try bytes(of: message, reader.form(forms[seed / 2 % forms.count], for: message))
    }
    let read = try await TemporaryDirectory.with { directory in
      try await reader.read(try directory.write(written), in: directory)
    }
    try #require(read.count == messages.count)
    for (seed, (read, message)) in zip(Self.seeds, zip(read, messages)) {
      let differences = read.differences(from: reader.expected(of: message))
      #expect(differences.isEmpty, "message \(seed):\n\(differences.joined(separator: "\n"))")
    }
  }

  private func bytes(of message: Message, _ form: TransportNeeds) throws -> [UInt8] {
    var stream = try message.makeStream(of: form)
    var bytes: [UInt8] = []
    while let chunk = try stream.next() { bytes += chunk }
    return bytes
  }
}
