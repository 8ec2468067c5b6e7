import Foundation
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import SASL
import SMTPCore
import Testing

@testable import SMTPReceiving

@Suite("The server", .timeLimit(.minutes(1)))
struct SMTPServerTests {
  /// Decides on one command and proceeds with all else.
  private func onCommand(_ verb: String, _ decision: ServerDecision) -> ScriptedHandler {
    ScriptedHandler { event, _ in
      if case .command(let command) = event, command.verb == verb { return decision }
      return .proceed
    }
  }

  @Test("a pipelined dialogue is answered in order, and the connection's state is told with each event")
  func pipelining() async throws {
    let seen = NIOLockedValueBox<[String]>([])
    let handler = ScriptedHandler { event, connection in
      if case .command(let command) = event {
        seen.withLockedValue { $0.append("\(command.verb) \(connection.clientName ?? "-") \(connection.messageCount)") }
      }
      return .proceed
    }
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      let message = "MAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\nDATA\r\nx\r\n.\r\n"
      try await client.send("EHLO client.test\r\n\(message)\(message)QUIT\r\n")
      var codes: [Int] = []
      while let reply = try await client.reply() { codes.append(reply.code) }
      #expect(codes == [220, 250, 250, 250, 354, 250, 250, 250, 354, 250, 221])
    }
    #expect(
      seen.withLockedValue { $0 } == [
        "EHLO - 0", "MAIL client.test 0", "RCPT client.test 0", "DATA client.test 0", "MAIL client.test 1",
        "RCPT client.test 1", "DATA client.test 1", "QUIT client.test 2",
      ])
    #expect(handler.messages.count == 2)
  }

  @Test("a reply of the program's own is sent, and the command fails")
  func reply() async throws {
    try await withServer(onCommand("MAIL", .reply(Reply(452, "4.3.1", "Full")))) { server in
      var client = try await TestClient(port: server.port)
      _ = try await client.reply()
      try await client.command("EHLO client.test")
      #expect(try await client.command("MAIL FROM:<>") == Reply(452, "4.3.1", "Full"))
      #expect(try await client.command("RCPT TO:<a@b.test>")?.code == 503)
    }
  }

  @Test("a reply may be the last")
  func replyAndClose() async throws {
    let rejection = Reply(421, "4.7.66", "TLS 1.0 and 1.1 are not supported.")
    let handler = onCommand("MAIL", .replyAndClose(rejection))
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS(.tlsv1)
      #expect(try await client.command("MAIL FROM:<>\r\nRSET") == rejection)
      #expect(try await client.reply() == nil)
      let transcript = try #require(await handler.transcript())
      #expect(transcript.end.kind == .serverClosed)
      #expect(transcript.lines.last == "S: 421 4.7.66 TLS 1.0 and 1.1 are not supported.")
    }
  }

  @Test("a connection may be dropped without a word", arguments: ["EHLO", "MAIL", "DATA"])
  func drop(verb: String) async throws {
    let handler = onCommand(verb, .drop)
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      try await client.send("EHLO client.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\nDATA\r\n")
      while let reply = try await client.reply() { #expect(reply.isPositive) }
      #expect(await handler.transcript()?.end.kind == .dropped)
    }
  }

  @Test("a connection may be dropped after the final dot, the message being kept")
  func lostReply() async throws {
    let handler = ScriptedHandler { event, _ in
      if case .data = event { return .drop }
      return .proceed
    }
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS()
      #expect(try await client.sendMessage() == nil)
    }
    #expect(handler.messages.count == 1)
  }

  @Test("a reply may come late and byte by byte")
  func delayAndDrip() async throws {
    let decision = ServerDecision.proceed.delayed(by: .milliseconds(40)).dripping(every: .milliseconds(2))
    try await withServer(onCommand("NOOP", decision)) { server in
      var client = try await TestClient(port: server.port)
      _ = try await client.reply()
      let clock = ContinuousClock()
      var reply: Reply?
      let elapsed = try await clock.measure { reply = try await client.command("NOOP\r\nRSET") }
      #expect(reply == Reply(250, "2.0.0", "OK"))
      let bytes = "250 2.0.0 OK\r\n".utf8.count
      #expect(elapsed >= .milliseconds(40 + 2 * (bytes - 1)))
      #expect(try await client.reply()?.code == 250)
    }
  }

  @Test("STARTTLS works behind a dripping 220")
  func drippingStartTLS() async throws {
    let handler = onCommand("STARTTLS", .proceed.dripping(every: .milliseconds(1)))
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS()
      #expect(try await client.command("QUIT")?.code == 221)
    }
  }

  @Test("a client is authenticated by the program, and no line of log or transcript has its password")
  func authentication() async throws {
    let lines = NIOLockedValueBox<[String]>([])
    let logger = Logger(label: "test") { _ in CapturingLogHandler(lines: lines) }
    let handler = ScriptedHandler { event, connection in
      switch event {
      case .authenticate(_, let username, let secret):
        return username == "me" && secret.matches("canary") ? .proceed : .reply(.credentialsRefused)
      case .command(.mail): return connection.authenticatedUser == "me" ? .proceed : .drop
      default: return .proceed
      }
    }
    let response = String(decoding: Base64.encode("\0me\0canary".utf8), as: UTF8.self)
    let wrong = String(decoding: Base64.encode("\0me\0wrong".utf8), as: UTF8.self)
    try await withServer(handler, logger: logger) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS()
      #expect(try await client.command("AUTH PLAIN \(wrong)")?.code == 535)
      #expect(try await client.command("AUTH PLAIN \(response)")?.code == 235)
      #expect(try await client.command("MAIL FROM:<>")?.code == 250)
      #expect(try await client.command("QUIT")?.code == 221)
      let transcript = try #require(await handler.transcript())
      lines.withLockedValue { $0 += transcript.lines }
    }
    let all = lines.withLockedValue { $0.joined(separator: "\n") }
    #expect(all.contains("AUTH PLAIN [redacted]"))
    #expect(!all.contains("canary"))
    #expect(!all.contains(response))
  }

  @Test("without a decision of its own a server takes nobody's credentials")
  func defaultHandler() async throws {
    struct Default: SMTPServerHandler {}
    var configuration = SMTPServerConfiguration(hostName: "mx.test")
    configuration.authenticationMechanisms = [.plain]
    let server = try await SMTPServer.start(
      configuration, tls: TestCertificate.tls(), handler: Default(), logger: Logger(label: "test"))
    var client = try await TestClient(port: server.port)
    try await client.openWithStartTLS()
    #expect(try await client.command("AUTH PLAIN AHUAcA==")?.code == 535)
    #expect(try await client.sendMessage()?.code == 250)
    await server.shutdown(grace: .zero)
  }

  @Test("a client that says nothing is told so", arguments: ["", "EHLO client.test\r\nNO"])
  func commandTimeout(text: String) async throws {
    let handler = ScriptedHandler()
    try await withServer(handler, change: { $0.timeouts.command = .milliseconds(30) }) { server in
      var client = try await TestClient(port: server.port)
      // The time may be up before the text is sent.
      try? await client.send(text)
      var last: Reply?
      while let reply = try await client.reply() { last = reply }
      #expect(last == Reply(421, "4.4.2", "mx.test Timeout exceeded"))
      #expect(await handler.transcript()?.end == .init(.timedOut, "waiting for a command"))
    }
  }

  @Test("a client that stops within a message is told so")
  func dataTimeout() async throws {
    let handler = ScriptedHandler()
    try await withServer(handler, change: { $0.timeouts.data = .milliseconds(30) }) { server in
      var client = try await TestClient(port: server.port)
      _ = try await client.reply()
      try await client.command("EHLO client.test")
      for line in ["MAIL FROM:<>", "RCPT TO:<a@b.test>", "DATA"] { try await client.command(line) }
      try? await client.send("half a line")
      #expect(try await client.reply()?.enhanced?.description == "4.4.2")
      #expect(await handler.transcript()?.end == .init(.timedOut, "waiting for a message's data"))
    }
  }

  @Test("one connection too many is told so", arguments: [(1, 9, "4.3.2"), (9, 1, "4.7.0")])
  func connectionLimits(all: Int, perClient: Int, status: String) async throws {
    let handler = ScriptedHandler()
    try await withServer(
      handler,
      change: {
        $0.maximumConnections = all
        $0.maximumConnectionsPerClient = perClient
      }
    ) { server in
      var first = try await TestClient(port: server.port)
      #expect(try await first.reply()?.code == 220)
      var second = try await TestClient(port: server.port)
      let reply = try #require(try await second.reply())
      #expect(reply.code == 421)
      #expect(reply.enhanced?.description == status)
      #expect(try await second.reply() == nil)
      _ = await handler.transcript()
      try await first.close()
      _ = await handler.transcript()
      var third = try await TestClient(port: server.port)
      #expect(try await third.reply()?.code == 220)
    }
  }

  @Test("shutting down tells idle clients, and lets a message come to its reply")
  func shutdown() async throws {
    let handler = ScriptedHandler()
    let server = try await SMTPServer.start(
      SMTPServerConfiguration(hostName: "mx.test"), tls: TestCertificate.tls(), handler: handler,
      logger: Logger(label: "test"))
    var idle = try await TestClient(port: server.port)
    try await idle.openWithStartTLS()
    var busy = try await TestClient(port: server.port)
    try await busy.openWithStartTLS()
    for line in ["MAIL FROM:<>", "RCPT TO:<a@b.test>", "DATA"] { try await busy.command(line) }

    async let shutdown: Void = server.shutdown()
    #expect(try await idle.reply() == Reply(421, "4.3.2", "mx.test Shutting down"))
    #expect(try await idle.reply() == nil)
    try await busy.send("x\r\n.\r\n")
    #expect(try await busy.reply()?.code == 250)
    #expect(try await busy.reply()?.code == 421)
    #expect(try await busy.reply() == nil)
    await shutdown
    #expect(handler.messages.count == 1)
    #expect(await handler.transcript()?.end.kind == .shutDown)
    #expect(await handler.transcript()?.end.kind == .shutDown)
    #expect(!server.isListening)
  }

  @Test("a decision's task is cancelled when the client goes away, and the end is told after it")
  func cancelledDecision() async throws {
    let order = NIOLockedValueBox<[String]>([])
    let (started, continuation) = AsyncStream.makeStream(of: Void.self)
    let handler = ScriptedHandler { event, _ in
      guard case .command = event else { return .proceed }
      continuation.yield()
      try? await Task.sleep(for: .seconds(600))
      order.withLockedValue { $0.append("decided") }
      return .proceed
    }
    try await withServer(handler) { server in
      let client = try await TestClient(port: server.port)
      try await client.send("NOOP\r\n")
      _ = await started.first { _ in true }
      try await client.close()
      let transcript = await handler.transcript()
      order.withLockedValue { $0.append("ended") }
      #expect(transcript?.end.kind == .clientClosed)
    }
    #expect(order.withLockedValue { $0 } == ["decided", "ended"])
  }

  @Test("a transcript survives JSON")
  func transcriptJSON() async throws {
    let handler = ScriptedHandler()
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS()
      try await client.command("QUIT")
      let transcript = try #require(await handler.transcript())
      #expect(transcript.server == "127.0.0.1:\(server.port)")
      let copy = try JSONDecoder().decode(ConnectionTranscript.self, from: JSONEncoder().encode(transcript))
      #expect(copy == transcript)
    }
  }

  @Test("garbage ends in a transcript without controls, and the next client finds all as it should be")
  func garbage() async throws {
    let handler = ScriptedHandler()
    var state: UInt64 = 317
    try await withServer(handler) { server in
      for round in 0..<20 {
        var client = try await TestClient(port: server.port)
        try #require(try await client.reply()?.code == 220)
        var bytes = ByteBuffer(string: round.isMultiple(of: 2) ? "EHLO x.test\r\n" : "")
        for _ in 0..<400 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          bytes.writeInteger(state)
          if state >> 61 == 0 { bytes.writeString("\r\n") }
        }
        try? await client.send(bytes)
        try? await client.close()
        let transcript = try #require(await handler.transcript())
        #expect(transcript.end.kind == .clientClosed || transcript.end.kind == .protocolViolation)
        #expect(!transcript.lines.joined().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
      }
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS()
      #expect(try await client.sendMessage()?.code == 250)
    }
    #expect(handler.messages.count == 1)
  }

}

struct CapturingLogHandler: LogHandler {
  let lines: NIOLockedValueBox<[String]>
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    lines.withLockedValue { $0.append("\(event.message) \(event.metadata ?? [:]) \(metadata)") }
  }
}
