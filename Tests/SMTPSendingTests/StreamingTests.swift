import Foundation
import MIME
import MailSandbox
import NIOConcurrencyHelpers
import NIOCore
import SMTPCore
import SMTPReceiving
import SMTPSending
import Testing

@Suite("A message that comes as a sequence", .timeLimit(.minutes(1)))
struct StreamingTests {
  private struct Broken: Error {}

  /// Gives pieces as they are asked for, and counts how many were and how often it was begun.
  private struct Pieces: AsyncSequence, Sendable {
    let beginnings = NIOLockedValueBox(0)
    let taken = NIOLockedValueBox(0)
    let make: @Sendable (Int) async throws -> ByteBuffer?

    init(_ make: @escaping @Sendable (Int) async throws -> ByteBuffer?) {
      self.make = make
    }

    init(_ texts: [String]) {
      self.init { $0 < texts.count ? ByteBuffer(string: texts[$0]) : nil }
    }

    struct Iterator: AsyncIteratorProtocol {
      let pieces: Pieces
      var position = 0

      mutating func next() async throws -> ByteBuffer? {
        defer { position += 1 }
        pieces.taken.withLockedValue { $0 += 1 }
        return try await pieces.make(position)
      }
    }

    func makeAsyncIterator() -> Iterator {
      beginnings.withLockedValue { $0 += 1 }
      return Iterator(pieces: self)
    }

    /// How often it was begun, and how many pieces it was asked for.
    var uses: [Int] { [beginnings.withLockedValue { $0 }, taken.withLockedValue { $0 }] }
  }

  private static let header = "From: alice@example.com\r\nSubject: Notes\r\n\r\n"

  @discardableResult
  private func send(
    _ pieces: Pieces, size: Int? = nil, to recipients: [String] = ["bob@example.com"],
    needs: SMTPClient.TransportNeeds = [], clock: any Clock<Duration> = ContinuousClock(),
    _ configuration: SMTPClient.Configuration, progress: (@Sendable (SMTPClient.Progress) async -> Void)? = nil
  ) async throws -> DeliveryReceipt {
    try await SMTPClient(configuration, clock: clock).send(
      streaming: pieces, size: size, from: .address(EnvelopeAddress("alice@example.com")),
      to: recipients.map { try EmailAddress($0) }, needs: needs, progress: progress)
  }

  @Test("it arrives as it came, line ends and lines of dots set right, however it is cut", arguments: [1, 2, 7, 100])
  func content(length: Int) async throws {
    let text = Self.header + "one\ntwo\r\n.\r\n..three\n.\nfour"
    try await withSandbox { sandbox in
      var texts: [String] = []
      var rest = text.unicodeScalars[...]
      while !rest.isEmpty {
        texts.append(String(rest.prefix(length)))
        rest = rest.dropFirst(length)
      }
      let receipt = try await send(Pieces(texts), sandbox.configuration)
      #expect(receipt.outcome == .accepted)
      #expect(receipt.bytes == text.utf8.count)
      let message = try await sandbox.nextMessage()
      #expect(message.text == Self.header + "one\r\ntwo\r\n.\r\n..three\r\n.\r\nfour\r\n")
      #expect(message.sender.description == "<alice@example.com>")
      #expect(message.parameters.isEmpty)
    }
  }

  @Test("empty buffers are passed over, and a sequence of nothing is a message of nothing", arguments: [[], ["", ""]])
  func empty(texts: [String]) async throws {
    try await withSandbox { sandbox in
      try await send(Pieces(texts), size: 0, sandbox.configuration)
      let message = try await sandbox.nextMessage()
      #expect(message.content.readableBytes == 0)
    }
  }

  @Test("its size is told to the server, and 8BITMIME, SMTPUTF8 and BINARYMIME where it needs them")
  func parameters() async throws {
    let profile = SandboxProfile.modern.with {
      for keyword in ["8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME"] where !$0.capabilitiesOverTLS.contains(keyword)
      {
        $0.capabilitiesOverTLS.append(keyword)
      }
    }
    try await withSandbox(profile) { sandbox in
      let text = Self.header + "Grüße\r\n"
      let size = text.utf8.count
      try await send(
        Pieces([text]), size: size, needs: [.eightBitBody, .internationalHeader], sandbox.configuration)
      let message = try await sandbox.nextMessage()
      #expect(Set(message.parameters.map(\.description)) == ["SIZE=\(size)", "BODY=8BITMIME", "SMTPUTF8"])
      #expect(message.text == text)

      let binary = Pieces { $0 < 2 ? ByteBuffer(bytes: [0, 10, 13, 255]) : nil }
      let configuration = sandbox.configuration.with { $0.chunking = .automatic }
      try await send(binary, needs: .binaryBody, configuration)
      let chunked = try await sandbox.nextMessage()
      #expect(chunked.parameters.map(\.description) == ["BODY=BINARYMIME"])
      #expect(Array(chunked.content.readableBytesView) == [0, 10, 13, 255, 0, 10, 13, 255])
    }
  }

  @Test("what the server does not offer is an error, and the sequence is not begun")
  func notOffered() async throws {
    try await withSandbox(.modern.with { $0.capabilitiesOverTLS.removeAll { $0 == "8BITMIME" } }) { sandbox in
      let pieces = Pieces([Self.header])
      let error = await #expect(throws: SMTPError.self) {
        try await send(pieces, needs: .eightBitBody, sandbox.configuration)
      }
      #expect(error?.code == .extensionNotOffered)
      #expect(pieces.uses == [0, 0])
    }
  }

  @Test(
    "what fails before the server awaits it is tried again, and it is begun once",
    arguments: [SMTPClient.Chunking.never, .automatic],
    ["mail: 451 4.3.0 Later *2", "rcpt: 451 4.3.0 Later *2", "data: 451 4.3.0 Later *2"])
  func retries(chunking: SMTPClient.Chunking, script: String) async throws {
    try await withSandbox(script: script) { sandbox in
      let pieces = Pieces([Self.header, "See note G.\r\n"])
      let configuration = sandbox.configuration.with {
        $0.retryPolicy = .standard
        $0.chunking = chunking
      }
      // Small, and on a connection that was heard of just now: what else would follow its envelope unasked.
      let receipt = try await send(
        pieces, size: Self.header.utf8.count + 13, clock: JumpingClock(), configuration)
      #expect(receipt.attempts.count == 3)
      #expect(pieces.uses == [1, 3])
      #expect(sandbox.messages.map(\.text) == [Self.header + "See note G.\r\n"])
    }
  }

  @Test("what fails once it was begun is not tried again", arguments: ["message: 451 4.3.0 Later", "message: drop"])
  func noRetry(script: String) async throws {
    try await withSandbox(script: script) { sandbox in
      let pieces = Pieces([Self.header])
      let error = await #expect(throws: SMTPError.self) {
        try await send(pieces, sandbox.configuration.with { $0.retryPolicy = .standard })
      }
      #expect(error?.receipt?.attempts.count == 1)
      #expect(pieces.uses == [1, 2])
    }
  }

  @Test("those who are one too many for the server are deferred, for there is no second message for them")
  func tooManyRecipients() async throws {
    try await withSandbox(script: "rcpt <carol@example.com>: 452 4.5.3 Too many recipients") { sandbox in
      let pieces = Pieces([Self.header])
      let receipt = try await send(
        pieces, to: ["bob@example.com", "carol@example.com"], sandbox.configuration.with { $0.retryPolicy = .standard })
      #expect(receipt.recipients.map(\.outcome) == [.accepted, .deferred])
      #expect(pieces.uses == [1, 2])
      #expect(sandbox.messages.map { $0.recipients.map(\.description) } == [["bob@example.com"]])
    }
  }

  @Test("more recipients than the limits allow at once, and none at all, are refused beforehand")
  func recipients() async throws {
    let configuration = SMTPClient.Configuration.loopback(port: 1).with { $0.pool.limits.recipientsPerMessage = 1 }
    for recipients in [["bob@example.com", "carol@example.com"], []] {
      let error = await #expect(throws: SMTPError.self) {
        try await send(Pieces([]), to: recipients, configuration)
      }
      #expect(error?.code == .invalidEnvelope)
    }
  }

  @Test("one that throws half-way closes the connection, and nothing is accepted")
  func throwing() async throws {
    try await withSandbox { sandbox in
      let pieces = Pieces { position in
        guard position < 2 else { throw Broken() }
        return ByteBuffer(string: Self.header)
      }
      let error = await #expect(throws: SMTPError.self) {
        try await send(pieces, sandbox.configuration.with { $0.retryPolicy = .standard })
      }
      #expect(error?.code == .unusableMessage)
      #expect(error?.phase == .transfer)
      #expect(error?.isAmbiguous == false)
      #expect(error?.detail.contains("Broken") == true)
      let transcript = try await sandbox.nextTranscript()
      #expect(transcript.end.kind == .clientClosed)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("one that has another size than was told is no whole message", arguments: [-1, 1])
  func wrongSize(difference: Int) async throws {
    try await withSandbox { sandbox in
      let error = await #expect(throws: SMTPError.self) {
        try await send(Pieces([Self.header]), size: Self.header.utf8.count + difference, sandbox.configuration)
      }
      #expect(error?.code == .unusableMessage)
      let transcript = try await sandbox.nextTranscript()
      #expect(transcript.end.kind == .clientClosed)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("the next buffer is taken when the network has taken the last")
  func backPressure() async throws {
    let server = try await StuckServer.start()
    let configuration = SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext).with {
      $0.timeOuts = TimeOuts(all: .seconds(600))
      $0.timeOuts.transfer = .seconds(1)
    }
    let piece = ByteBuffer(string: String(repeating: String(repeating: "x", count: 62) + "\r\n", count: 1024))
    let pieces = Pieces { $0 < 10_000 ? piece : nil }
    let error = await #expect(throws: SMTPError.self) { try await send(pieces, configuration) }
    #expect(error?.code == .timedOut)
    // What the system buffers on both sides is a few megabytes, of 640.
    #expect((1..<1_000).contains(pieces.taken.withLockedValue { $0 }))
    try await server.stop()
  }

  @Test("progress tells of each buffer before the next is taken")
  func progress() async throws {
    try await withSandbox { sandbox in
      let pieces = Pieces([Self.header, "one\r\n", "two\r\n"])
      let heard = NIOLockedValueBox<[[Int?]]>([])
      try await send(pieces, size: Self.header.utf8.count + 10, sandbox.configuration) { progress in
        guard case .sent(let bytes, let total) = progress else { return }
        heard.withLockedValue { $0.append([bytes, total, pieces.taken.withLockedValue { $0 }]) }
      }
      let start = Self.header.utf8.count
      let total = start + 10
      #expect(heard.withLockedValue { $0 } == [[start, total, 1], [start + 5, total, 2], [total, total, 3]])
    }
  }

  @Test("cancelling while a buffer is waited for ends sequence and connection")
  func cancelling() async throws {
    try await withSandbox { sandbox in
      let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
      let pieces = Pieces { position in
        if position == 0 { return ByteBuffer(string: Self.header) }
        continuation.finish()
        throw await cancellation()
      }
      let configuration = sandbox.configuration
      let task = Task { try await send(pieces, configuration) }
      for await _ in asked {}
      task.cancel()
      let error = await #expect(throws: SMTPError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      #expect(error?.phase == .transfer)
      let transcript = try await sandbox.nextTranscript()
      #expect(transcript.end.kind == .clientClosed)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("a stream that ends because its task was cancelled is no whole message")
  func cancelledStream() async throws {
    try await withSandbox { sandbox in
      let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
      continuation.yield(ByteBuffer(string: Self.header))
      let (sent, hearing) = AsyncStream.makeStream(of: Void.self)
      let configuration = sandbox.configuration
      let task = Task {
        try await SMTPClient(configuration).send(
          streaming: stream, from: .null, to: [EmailAddress("bob@example.com")]
        ) { if case .sent = $0 { hearing.finish() } }
      }
      for await _ in sent {}
      task.cancel()
      let error = await #expect(throws: SMTPError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test("a connection that the server ends is noticed while a buffer is waited for")
  func lost() async throws {
    let sandbox = try await Sandbox.start()
    let pieces = Pieces { position in
      if position == 0 { return ByteBuffer(string: Self.header) }
      Task { await sandbox.shutdown() }
      throw await cancellation()
    }
    let error = await #expect(throws: SMTPError.self) { try await send(pieces, sandbox.configuration) }
    #expect(error?.phase == .transfer)
    #expect(error?.category == .network || error?.reply?.code == 421)
    await sandbox.shutdown()
    #expect(sandbox.messages.isEmpty)
  }

  /// Takes long without optimisation, so it is run by `SEALPOST_LARGE_TESTS=1 make test` only.
  @Test(
    "the memory does not grow with it",
    .enabled(if: ProcessInfo.processInfo.environment["SEALPOST_LARGE_TESTS"] == "1"), .timeLimit(.minutes(10)))
  func memory() async throws {
    let server = try await StuckServer.start(discarding: true)
    let piece = ByteBuffer(string: String(repeating: String(repeating: "x", count: 62) + "\r\n", count: 1024))
    let configuration = SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext)
    try await send(Pieces { $0 < 16 ? piece : nil }, configuration)
    let before = try Self.largestResidentSize()
    try await send(Pieces { $0 < 16_384 ? piece : nil }, configuration)
    #expect(try Self.largestResidentSize() - before < 16 << 20)
    try await server.stop()
  }

  /// In bytes, as Linux has it.
  private static func largestResidentSize() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first) * 1024
  }
}
