import Instrumentation
import SMTPCore
import TLSWire
import Tracing

/// The spans of a client's messages, with OpenTelemetry's names for what they say: one for each message, and one in it for
/// each attempt.
struct SendTracing: Sendable {
  private let tracer: any Tracer
  private let server: SpanAttributes

  /// Nil where nobody traces, so that no span is made.
  init?(_ tracer: any Tracer, _ configuration: SMTPClient.Configuration) {
    guard !(tracer is NoOpTracer) else { return nil }
    self.tracer = tracer
    let endpoint = configuration.endpoint
    var server: SpanAttributes = [
      "messaging.system": "smtp",
      "messaging.operation.name": "send",
      "messaging.operation.type": "send",
      "network.protocol.name": "\(configuration.dialect == .lmtp ? "lmtp" : "smtp")",
      "network.transport": "\(endpoint.unixPath == nil ? "tcp" : "unix")",
      "server.address": "\(endpoint.unixPath ?? endpoint.host)",
    ]
    if endpoint.unixPath == nil { server["server.port"] = endpoint.port }
    self.server = server
  }

  /// The span of a message: `smtp send`.
  func message(
    _ send: (any Tracing.Span) async throws(SMTPError) -> DeliveryReceipt
  ) async throws(SMTPError) -> DeliveryReceipt {
    let span: any Tracing.Span = tracer.startSpan("smtp send", ofKind: .client)
    defer { span.end() }
    span.attributes.merge(server)
    let result = await InstrumentationContext.$current.withValue(span.context) {
      () async -> Result<DeliveryReceipt, SMTPError> in
      do throws(SMTPError) { return .success(try await send(span)) } catch { return .failure(error) }
    }
    switch result {
    case .success(let receipt):
      describe(receipt, on: span)
      describe(receipt.reply, receipt.tls, on: span)
    case .failure(let error):
      if let receipt = error.receipt { describe(receipt, on: span) }
      describe(error.reply, error.evidence, on: span)
      fail(span, error)
    }
    return try result.get()
  }

  /// The span of an attempt: `smtp attempt`, within the message's.
  func attempt(
    failure: (SendRequest.Result) -> SMTPError?, _ send: () async -> SendRequest.Result
  ) async -> SendRequest.Result {
    let span: any Tracing.Span = tracer.startSpan("smtp attempt", ofKind: .client)
    defer { span.end() }
    span.attributes.merge(server)
    let result = await InstrumentationContext.$current.withValue(span.context) { await send() }
    let failure = failure(result)
    let evidence = result.evidence ?? failure?.evidence
    describe(failure == nil ? result.report?.firstAcceptance : failure?.reply, evidence, on: span)
    span.attributes["smtp.connection.reused"] = result.isReused
    span.attributes["messaging.message.envelope.size"] = result.bytes
    span.attributes["smtp.connect.duration"] = result.timings.connect?.inSeconds
    span.attributes["smtp.tls.duration"] = result.timings.tls?.inSeconds
    span.attributes["smtp.auth.duration"] = result.timings.authentication?.inSeconds
    span.attributes["smtp.transfer.duration"] = result.timings.transfer?.inSeconds
    if let failure { fail(span, failure) }
    return result
  }

  /// Another attempt follows after a pause.
  static func note(retryAfter delay: Duration, _ failure: SMTPError, on span: (any Tracing.Span)?) {
    span?.addEvent(
      SpanEvent(
        name: "smtp retry",
        attributes: ["error.type": "\(failure.code)", "smtp.retry.delay": .double(delay.inSeconds)]))
  }

  private func describe(_ receipt: DeliveryReceipt, on span: any Tracing.Span) {
    span.attributes["smtp.outcome"] = receipt.outcome.rawValue
    span.attributes["smtp.attempts"] = receipt.attempts.count
    span.attributes["smtp.recipients"] = receipt.recipients.count
    span.attributes["messaging.message.envelope.size"] = receipt.bytes
  }

  private func describe(_ reply: Reply?, _ evidence: TLSEvidence?, on span: any Tracing.Span) {
    if let reply {
      span.attributes["smtp.response.status_code"] = reply.code
      span.attributes["smtp.response.enhanced_status_code"] = reply.enhanced?.description
    }
    guard let evidence, let version = evidence.version else { return }
    span.attributes["tls.protocol.name"] = version == .ssl3 ? "ssl" : "tls"
    span.attributes["tls.protocol.version"] = String("\(version)".trimmingPrefix("TLSv").trimmingPrefix("SSLv"))
    span.attributes["tls.cipher"] = evidence.cipherSuite.map { "\($0)" }
    span.attributes["tls.resumed"] = evidence.resumed
  }

  /// A server's reply may quote addresses, and a trace is kept where others read it: the kind of failure is told, and where.
  private func fail(_ span: any Tracing.Span, _ error: SMTPError) {
    span.attributes["error.type"] = error.code.description
    span.attributes["smtp.phase"] = error.phase.rawValue
    span.setStatus(SpanStatus(code: .error, message: "\(error.phase): \(error.code)"))
  }
}
