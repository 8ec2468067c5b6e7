import CoreMetrics
import InMemoryTracing
import MIME
import MailSandbox
import NIOCore
import SMTPCore
import Testing
import Tracing

@testable import SMTPSending

@Suite("Tracing", .timeLimit(.minutes(1)))
struct TracingTests {
  private let tracer = InMemoryTracer()

  private func text(_ span: FinishedInMemorySpan, _ name: String) -> String? {
    span.attributes.get(name).map { attribute in
      switch attribute {
      case .string(let text): text
      case .int64(let number): "\(number)"
      case .int32(let number): "\(number)"
      case .bool(let flag): "\(flag)"
      default: "\(attribute)"
      }
    }
  }

  private func spans(_ name: String) -> [FinishedInMemorySpan] {
    tracer.finishedSpans.filter { $0.operationName == name }
  }

  @Test("a message has a span within the caller's, and its attempt one within that, with server, TLS and reply")
  func accepted() async throws {
    try await withSandbox { sandbox in
      let client = try SMTPClient(sandbox.configuration, tracer: tracer)
      let receipt = try await tracer.withSpan("request") { _ in try await client.send(Message.sample()) }
      await client.shutdown()
      let send = try #require(spans("smtp send").first)
      let attempt = try #require(spans("smtp attempt").first)
      let request = try #require(spans("request").first)
      #expect(tracer.finishedSpans.count == 3 && tracer.activeSpans.isEmpty)
      #expect(send.parentSpanID == request.spanID && attempt.parentSpanID == send.spanID)
      for span in [send, attempt] {
        #expect(span.kind == .client && span.status == nil && span.errors.isEmpty)
        #expect(text(span, "server.address") == "127.0.0.1")
        #expect(text(span, "server.port") == "\(sandbox.port)")
        #expect(text(span, "network.protocol.name") == "smtp")
        #expect(text(span, "network.transport") == "tcp")
        #expect(text(span, "tls.protocol.name") == "tls" && text(span, "tls.protocol.version") == "1.3")
        #expect(text(span, "smtp.response.status_code") == "250")
        #expect(text(span, "messaging.message.envelope.size") == "\(receipt.bytes)")
        #expect(text(span, "error.type") == nil)
      }
      #expect(text(send, "smtp.outcome") == "accepted" && text(send, "smtp.attempts") == "1")
      #expect(text(attempt, "smtp.connection.reused") == "false")
      for part in ["connect", "tls", "transfer"] { #expect(text(attempt, "smtp.\(part).duration") != nil, "\(part)") }
      #expect(text(attempt, "smtp.auth.duration") == nil)
    }
  }

  @Test("a failure is told by its code, and each attempt has its span")
  func refused() async throws {
    try await withSandbox(script: "mail: 451 4.3.0 Later, bob@example.com *forever") { sandbox in
      let client = try SMTPClient(
        sandbox.configuration.with { $0.retryPolicy = RetryPolicy(maximumAttempts: 2) }, clock: JumpingClock(),
        tracer: tracer)
      await #expect(throws: SMTPError.self) { try await client.send(Message.sample()) }
      let send = try #require(spans("smtp send").first)
      let attempts = spans("smtp attempt")
      #expect(attempts.count == 2)
      for span in attempts + [send] {
        #expect(text(span, "error.type") == SMTPError.Code.refused.description)
        #expect(text(span, "smtp.phase") == "envelope")
        #expect(text(span, "smtp.response.status_code") == "451")
        #expect(text(span, "smtp.response.enhanced_status_code") == "4.3.0")
        #expect(span.status?.code == .error)
        #expect(
          !"\(span.attributes) \(span.status as Any) \(span.errors)".contains("bob@"), "nothing that a server quotes")
      }
      #expect(send.events.map(\.name) == ["smtp retry"])
      #expect(text(send, "smtp.outcome") == "deferred")
    }
  }

  @Test("a connection below the policy has its version in the span, and no secret is there")
  func policy() async throws {
    let canary = Canary()
    try await withSandbox(script: "tls: versions 1.0-1.1") { sandbox in
      let client = try SMTPClient(
        sandbox.configuration.with { $0.credentials = .password(Canary.user, canary.secret) }, tracer: tracer)
      await #expect(throws: SMTPError.self) { try await client.send(Message.sample()) }
      let send = try #require(spans("smtp send").first)
      #expect(text(send, "error.type") == SMTPError.Code.versionBelowPolicy.description)
      var printed = ""
      dump(tracer.finishedSpans, to: &printed)
      #expect(printed.contains("smtp attempt") && !canary.isIn(printed) && !printed.contains(Canary.user))
    }
  }

  @Test("there is no span where nobody traces")
  func nobody() throws {
    #expect(try SMTPClient(.loopback(port: 25), tracer: NoOpTracer()).tracing == nil)
    #expect(try SMTPClient(.loopback(port: 25), tracer: tracer).tracing != nil)
  }
}
