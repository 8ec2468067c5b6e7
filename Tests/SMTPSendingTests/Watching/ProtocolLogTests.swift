import Foundation
import MIME
import MailSandbox
import NIOCore
import SASL
import SMTPCore
import Testing

@testable import SMTPSending

@Suite("The protocol log", .timeLimit(.minutes(1)))
struct ProtocolLogTests {
  @Test("has every line of both sides, by connection, and the message as its size")
  func dialogue() async throws {
    let log = TestProtocolLog()
    try await withSandbox(.plain) { sandbox in
      let client = try SMTPClient(
        sandbox.configuration.with {
          $0.protocolLog = log.keep
          $0.pool = .newConnectionForEachMessage
        })
      let receipt = try await client.send(try Message.sample())
      _ = try await client.send(try Message.sample())
      await client.shutdown()
      let first = log.dialogue.filter { $0.hasPrefix("1 ") }
      #expect(first.first == "1 *: connected to 127.0.0.1:\(sandbox.port)")
      #expect(first.dropFirst().first?.hasPrefix("1 S: 220 ") == true)
      #expect(first.contains("1 C: EHLO [127.0.0.1]"))
      #expect(first.contains { $0.hasPrefix("1 S: 250-") }, "each line of a reply is a line")
      #expect(first.contains("1 C: MAIL FROM:<alice@example.com>\(sandbox.mailSuffix(receipt.bytes))"))
      let content = try #require(first.firstIndex(of: "1 C: [\(receipt.bytes) bytes of a message]"))
      #expect(first[content - 1].hasPrefix("1 S: 354 ") && first[content + 1] == "1 C: .")
      #expect(first.last == "1 *: closed")
      #expect(log.dialogue.contains("2 C: QUIT"), "the next connection has a number of its own")
      #expect(!log.text.contains("Notes") && !log.text.contains("See note G"))
      #expect(log.lines.map(\.time) == log.lines.map(\.time).sorted())
    }
  }

  @Test("tells of TLS with its evidence, and of chunks")
  func encrypted() async throws {
    let log = TestProtocolLog()
    try await withSandbox(.modern.with { $0.capabilitiesOverTLS = ["PIPELINING", "CHUNKING"] }) { sandbox in
      let client = try SMTPClient(
        sandbox.configuration.with {
          $0.protocolLog = log.keep
          $0.chunking = .automatic
        })
      let receipt = try await client.send(try Message.sample())
      await client.shutdown()
      let tls = try #require(receipt.tls)
      #expect(log.dialogue.contains("1 *: TLS is in force: \(tls)"))
      #expect(log.dialogue.contains("1 C: BDAT \(receipt.bytes) LAST"))
      #expect(log.dialogue.contains("1 C: [\(receipt.bytes) bytes of a message]"))
      #expect(!log.dialogue.contains("1 C: ."))
    }
  }

  @Test("a connection that breaks is told with its cause, and with what had been sent of the message")
  func broken() throws {
    let log = TestProtocolLog()
    let dialogue = try EmbeddedDialogue(TimeOuts(), protocolLog: log.keep)
    let request = try dialogue.openBody()
    dialogue.write("Subject: Notes\r\n\r\nSee", of: request)
    dialogue.handler.giveUp(.cancelled(in: .transfer), for: request)
    let failure = try #require(dialogue.handler.failure)
    #expect(log.dialogue.suffix(3) == ["1 C: [21 bytes of a message]", "1 *: given up: \(failure)", "1 *: closed"])
  }

  @Test("a connection that does not come about is told as well")
  func unreachable() async throws {
    let log = TestProtocolLog()
    var configuration = SMTPClient.Configuration.loopback(port: 25)
    configuration.endpoint = .unix(path: "/nonexistent/socket")
    configuration.tls = TLSPolicy(.dangerouslyPlaintext)
    configuration.protocolLog = log.keep
    let failure = try await configuration.failure()
    #expect(log.dialogue == ["1 *: given up: \(failure)"])
  }

  /// Row "credential leak" of the security history.
  @Test("what is logged in with stays out of it, even where the server quotes what it got")
  func quoted() async throws {
    let canary = Canary()
    let log = TestProtocolLog()
    let logger = TestLog()
    let mechanisms = try await Credentials.password(Canary.user, canary.secret).restricted(to: [.login])
      .login(for: .init(host: "mail.example.com")).mechanisms
    let dialogue = try EmbeddedDialogue(
      TimeOuts(), mechanisms: mechanisms, logger: logger.logger, protocolLog: log.keep)
    try dialogue.hear("220 mail.example.com\r\n")
    try dialogue.hear("250-mail.example.com\r\n250 AUTH LOGIN\r\n")
    try dialogue.hear("334 VXNlcm5hbWU6\r\n")
    try dialogue.hear("334 UGFzc3dvcmQ6\r\n")
    let quotation = String(decoding: Base64.encode(Array(canary.text.utf8)), as: UTF8.self)
    try dialogue.hear("500-5.5.1 Not known:\r\n500 5.5.1 \"\(quotation)\"\r\n")
    #expect(log.dialogue.contains("1 S: 500-5.5.1 Not known:"))
    #expect(log.dialogue.contains("1 S: 500 5.5.1 \"[redacted]\""))
    #expect(log.dialogue.count { $0 == "1 S: 334 [redacted]" } == 2)
    #expect(log.dialogue.count { $0 == "1 C: [redacted]" } >= 1)
    #expect(!canary.isIn(log.text))
    #expect(!log.text.contains("334 VXN"))
    #expect(!log.text.contains(quotation))
    #expect(!logger.text.split(separator: "\n").filter { $0.hasPrefix("trace") }.contains { canary.isIn(String($0)) })
  }

  @Test("so does what goes with the command, and an empty response takes nothing out of other lines")
  func quotedCommand() async throws {
    let canary = Canary()
    let log = TestProtocolLog()
    let mechanisms = try await Credentials.oauth2(Canary.user) { canary.secret }.restricted(to: [.xoauth2])
      .login(for: .init(host: "mail.example.com")).mechanisms
    let dialogue = try EmbeddedDialogue(TimeOuts(), mechanisms: mechanisms, protocolLog: log.keep)
    try dialogue.hear("220 mail.example.com\r\n")
    _ = try dialogue.said()
    try dialogue.hear("250-mail.example.com\r\n250 AUTH XOAUTH2\r\n")
    let response = try #require(try dialogue.said().split(separator: " ").last).dropLast()
    #expect(response.utf8.count > 20)
    try dialogue.hear("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
    #expect(try dialogue.said() == "\r\n")
    try dialogue.hear("535-5.7.8 Not known:\r\n535-5.7.8 \"\(response)\"\r\n535 5.7.8 \(response.dropLast(9))...\r\n")
    #expect(log.dialogue.contains("1 S: 535-5.7.8 Not known:"))
    #expect(log.dialogue.contains("1 S: 535-5.7.8 \"[redacted]\""))
    #expect(log.dialogue.contains("1 S: 535 5.7.8 [redacted]..."))
    #expect(!canary.isIn(log.text))
  }

  @Test("a line reads like this")
  func line() {
    let line = ProtocolLine(
      connection: 3, time: .init(timeIntervalSince1970: 1_769_860_800.25), speaker: .client, text: "QUIT")
    #expect("\(line)" == "2026-01-31T12:00:00.250Z 3 C: QUIT")
  }
}

extension Sandbox {
  /// What MAIL ends with, for a message without extensions.
  fileprivate func mailSuffix(_ bytes: Int) -> String {
    profile.capabilitiesInClear.contains { $0.hasPrefix("SIZE") } ? " SIZE=\(bytes)" : ""
  }
}
