import MIME
import MailSandbox
import SMTPCore
import SMTPSending
import TLSWire
import Testing

@Suite("Time-outs, by phase", .timeLimit(.minutes(1)))
struct TimeOutTests {
  struct Stall: Sendable, CustomTestStringConvertible {
    let stage: String
    let phase: SMTPPhase
    let limit: any WritableKeyPath<TimeOuts, Duration> & Sendable
    var outcome = DeliveryOutcome.deferred
    var testDescription: String { stage }
  }

  private static let stalls = [
    Stall(stage: "greeting", phase: .greeting, limit: \.greeting),
    Stall(stage: "ehlo", phase: .hello, limit: \.command),
    Stall(stage: "starttls", phase: .startTLS, limit: \.command),
    Stall(stage: "auth", phase: .authentication, limit: \.command),
    Stall(stage: "mail", phase: .envelope, limit: \.envelope),
    Stall(stage: "rcpt", phase: .envelope, limit: \.envelope),
    Stall(stage: "data", phase: .data, limit: \.data),
    Stall(stage: "message", phase: .acceptance, limit: \.acceptance, outcome: .ambiguous),
  ]

  @Test("a server that falls silent is left when the phase's time is up, and only then", arguments: stalls)
  func silence(stall: Stall) async throws {
    try await withSandbox(script: "\(stall.stage): delay=10m proceed", clock: StoppedClock()) { sandbox in
      var configuration = sandbox.configuration.with { $0.credentials = .sandbox }
      configuration.timeOuts = TimeOuts(all: .seconds(600))
      configuration.timeOuts[keyPath: stall.limit] = .seconds(1)
      let error = try await configuration.failure()
      #expect(error.code == .timedOut)
      #expect(error.phase == stall.phase)
      #expect(error.detail == "nothing came for 1 s")
      #expect(error.receipt?.outcome == stall.outcome)
      #expect(error.isAmbiguous == (stall.outcome == .ambiguous))
      #expect(sandbox.messages.isEmpty)
    }
  }

  @Test(
    "a server that sends a byte now and then gets no more time than a silent one",
    arguments: stalls.filter { ["greeting", "ehlo", "mail", "message"].contains($0.stage) })
  func drip(stall: Stall) async throws {
    let reply = stall.stage == "greeting" ? "220" : "250"
    // 240 bytes, one each 50 ms, would take 12 s.
    let text = String(repeating: "x", count: 240)
    try await withSandbox(script: "\(stall.stage): drip=50ms \(reply) \(text)") { sandbox in
      var configuration = sandbox.configuration
      configuration.timeOuts = TimeOuts(all: .seconds(600))
      configuration.timeOuts[keyPath: stall.limit] = .seconds(1)
      let error = try await configuration.failure()
      #expect(error.code == .timedOut)
      #expect(error.phase == stall.phase)
    }
  }

  @Test("a handshake that does not go on is left, whatever else is awaited")
  func handshake() async throws {
    let server = try await RawServer.start([
      .send("220 mail.example.com\r\n"), .expect("EHLO"), .send("250-mail.example.com\r\n250 STARTTLS\r\n"),
      .expect("STARTTLS"), .send("220 go\r\n"), .waitForClose,
    ])
    var configuration = SMTPClient.Configuration.loopback(port: server.port)
    configuration.timeOuts = TimeOuts(all: .seconds(600))
    configuration.timeOuts.tls = .seconds(1)
    let error = try await configuration.failure()
    #expect(error.code == .timedOut)
    #expect(error.phase == .tls)
    #expect(error.evidence?.offeredVersions == [.tls13, .tls12])
    try await server.shutdown()
  }

  @Test("a server that stops reading the message is left, and has no whole message")
  func transfer() async throws {
    let server = try await StuckServer.start()
    var configuration = SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext)
    configuration.timeOuts = TimeOuts(all: .seconds(600))
    configuration.timeOuts.transfer = .seconds(1)
    var message = try Message.sample()
    // What the system buffers on both sides is a few megabytes; the message is more than that.
    message.text = String(repeating: String(repeating: "x", count: 70) + "\n", count: 200_000)
    let error = try await configuration.failure(message)
    #expect(error.code == .timedOut)
    #expect(error.phase == .transfer)
    #expect(error.receipt?.outcome == .deferred)
    try await server.stop()
  }
}
