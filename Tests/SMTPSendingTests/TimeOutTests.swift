import MIME
import MailSandbox
import NIOCore
import NIOEmbedded
import SASL
import SMTPCore
import TLSWire
import Testing

@testable import SMTPSending

@Suite("Time-outs, by phase", .timeLimit(.minutes(1)))
struct TimeOutTests {
  /// Comes to a phase, and then nothing more.
  struct Silence: Sendable, CustomTestStringConvertible {
    let phase: SMTPPhase
    let set: @Sendable (inout TimeOuts, Duration) -> Void
    var security = ClientSession.Security.plaintext
    var mechanisms: [any SASLMechanism] = []
    let reach: @Sendable (EmbeddedDialogue) throws -> Void
    var testDescription: String { "\(phase)" }
  }

  static let silences = [
    Silence(phase: .greeting, set: { $0.greeting = $1 }) { _ in },
    Silence(phase: .hello, set: { $0.command = $1 }) { try $0.hear("220 mail.example.com\r\n") },
    Silence(phase: .startTLS, set: { $0.command = $1 }, security: .startTLS) {
      try $0.hear("220 mail.example.com\r\n")
      try $0.hear("250-mail.example.com\r\n250 STARTTLS\r\n")
    },
    Silence(phase: .tls, set: { $0.tls = $1 }, security: .startTLS) {
      try $0.hear("220 mail.example.com\r\n")
      try $0.hear("250-mail.example.com\r\n250 STARTTLS\r\n")
      try $0.hear("220 go\r\n")
    },
    Silence(
      phase: .authentication, set: { $0.command = $1 },
      mechanisms: [try? LoginMechanism(username: "ada", password: "secret")].compactMap(\.self)
    ) {
      try $0.hear("220 mail.example.com\r\n")
      try $0.hear("250-mail.example.com\r\n250 AUTH LOGIN\r\n")
    },
    Silence(phase: .envelope, set: { $0.envelope = $1 }) {
      try $0.open()
      try $0.begin()
    },
    Silence(phase: .data, set: { $0.data = $1 }) {
      try $0.open()
      try $0.begin()
      try $0.hear("250 ok\r\n")
      try $0.hear("250 ok\r\n")
    },
    Silence(phase: .acceptance, set: { $0.acceptance = $1 }) {
      $0.write(isLast: true, of: try $0.openBody())
    },
  ]

  @Test("a silent server is left when the phase's time is up, and not before", arguments: silences)
  func silence(_ silence: Silence) throws {
    var timeOuts = TimeOuts(all: .seconds(600))
    silence.set(&timeOuts, .seconds(20))
    let dialogue = try EmbeddedDialogue(timeOuts, security: silence.security, mechanisms: silence.mechanisms)
    try silence.reach(dialogue)
    dialogue.pass(.seconds(19))
    #expect(dialogue.handler.failure == nil)
    dialogue.pass(.seconds(1))
    // Silence instead of a greeting is first answered by a TLS hello, in case that is what the server awaits.
    if silence.phase == .greeting { dialogue.pass(.seconds(2)) }
    let failure = try #require(dialogue.handler.failure)
    #expect(failure.code == .timedOut)
    #expect(failure.phase == silence.phase)
    #expect(failure.detail == "nothing came for 20 s")
    #expect(failure.isAmbiguous == (silence.phase == .acceptance))
    #expect(!dialogue.channel.isActive || silence.phase == .tls, "TLS may take leave first")
    if silence.phase == .tls { #expect(failure.evidence?.offeredVersions == [.tls13, .tls12]) }
  }

  /// Row "endless server reply" of the security history: an end that only time brings.
  @Test(
    "a server that sends a byte now and then gets no more time than a silent one",
    arguments: silences.filter { $0.phase != .tls })
  func drip(_ silence: Silence) throws {
    var timeOuts = TimeOuts(all: .seconds(600))
    silence.set(&timeOuts, .seconds(20))
    let dialogue = try EmbeddedDialogue(timeOuts, security: silence.security, mechanisms: silence.mechanisms)
    try silence.reach(dialogue)
    try dialogue.hear("2")
    for _ in 0..<19 {
      dialogue.pass(.seconds(1))
      try dialogue.hear("5")
      #expect(dialogue.handler.failure == nil)
    }
    dialogue.pass(.seconds(1))
    #expect(dialogue.handler.failure?.code == .timedOut)
    #expect(dialogue.handler.failure?.phase == silence.phase)
  }

  @Test("each reply gives the next one its own time")
  func eachReply() throws {
    var timeOuts = TimeOuts(all: .seconds(600))
    timeOuts.envelope = .seconds(20)
    let dialogue = try EmbeddedDialogue(timeOuts)
    try dialogue.hear("220 mail.example.com\r\n")
    try dialogue.hear("250-mail.example.com\r\n250 PIPELINING\r\n")
    try dialogue.begin(to: (0..<50).map { "user\($0)@example.com" })
    for _ in 0..<50 {
      dialogue.pass(.seconds(19))
      try dialogue.hear("250 ok\r\n")
      #expect(dialogue.handler.failure == nil)
    }
    dialogue.pass(.seconds(20))
    #expect(dialogue.handler.failure?.phase == .envelope)
  }

  @Test("time runs for the network to take a piece of the message, not for whoever writes the message")
  func slowWriter() throws {
    var timeOuts = TimeOuts(all: .seconds(600))
    timeOuts.transfer = .seconds(20)
    let dialogue = try EmbeddedDialogue(timeOuts)
    let request = try dialogue.openBody()
    dialogue.pass(.seconds(3600))
    dialogue.write("Subject: slow\r\n", of: request)
    dialogue.pass(.seconds(3600))
    #expect(dialogue.handler.failure == nil)
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

  /// Row "STARTTLS response injection" of the security history: an attacker need not send as much as the TLS library reads
  /// before it objects.
  @Test("one byte in clear where TLS belongs is not waited after")
  func byteInClear() async throws {
    let tls = try await EmbeddedTLS(.tls13)
    let dialogue = try EmbeddedDialogue(TimeOuts(), security: .implicitTLS, behind: tls.clientHandlers)
    try dialogue.hear("2")
    #expect(dialogue.handler.failure?.code == .smtpWhereTLSExpected)
  }
}
