import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import SMTPCore
import TLSWire

/// From the 220 to STARTTLS, or the first byte, until TLS is in force or has failed.
extension ClientHandler {
  func note(_ event: TLSWireEvent) {
    switch event {
    case .decided:
      break
    case .failed(let error, _):
      wireError = error
      // The TLS library may not object before more bytes have come than an attacker will send.
      if session.phase == .tls, failure == nil { failTLS(cause: "\(error)") }
    case .alert(let alert, _):
      if alert.from == .server { serverAlert = alert.alert.description }
    }
  }

  func startTLS() {
    guard let context, let tls else { return }
    partBegan = .now()
    do {
      let (handler, verdict) = try tls.makeHandler(host: host)
      self.verdict = verdict
      // The observer goes first: the TLS handler writes its hello as soon as it is added.
      let observer = WireObserver(role: .client)
      self.observer = observer
      try context.pipeline.syncOperations.addHandler(observer, position: .first)
      try context.pipeline.syncOperations.addHandler(handler, position: .after(observer))
    } catch {
      failTLS(cause: "\(error)")
    }
  }

  /// The observer and the verdict's box of a TLS handler that were put into the pipeline before this handler.
  func adopt(_ observer: WireObserver, _ verdict: NIOLockedValueBox<CertificateVerdict?>) {
    self.observer = observer
    self.verdict = verdict
  }

  func completeHandshake(_ context: ChannelHandlerContext) {
    guard let tls, failure == nil else { return }
    if let wireError { return failTLS(cause: "\(wireError)") }
    let library = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self).tlsVersion
    do {
      evidence = try EvidenceCheck.confirm(
        observer?.evidence, libraryVersion: library.map { TLSWire.TLSVersion(library: $0) },
        certificate: verdict.withLockedValue { $0?.evidence }, policy: tls.policy)
    } catch {
      return fail(error)
    }
    // It has said all it knows, and holds the hello messages with the library's buffers around them.
    observer = nil
    logger.debug("TLS is in force", metadata: ["tls": "\(evidence.map(\.description) ?? "")"])
    transcript.note("TLS is in force: \(evidence.map(\.description) ?? "")")
    record(\.tls, as: .tls)
    if let version = evidence?.version { metrics?.secured(by: version) }
    if let evidence { reach(.secured(evidence)) }
    session.tlsEstablished(channelBinding: verdict.withLockedValue { $0?.channelBinding })
    performActions()
  }

  func failTLS(cause: String, isDisconnection: Bool = false) {
    guard let tls else { return fail(SMTPError(.tlsFailed, in: .tls, cause)) }
    var evidence = self.evidence ?? observer?.evidence ?? TLSEvidence()
    evidence.certificate = verdict.withLockedValue { $0?.evidence }
    let failure = TLSFailure(
      policy: tls.policy, evidence: evidence, wireError: wireError,
      serverAlert: serverAlert ?? AlertDescription(libraryError: cause),
      verdict: verdict.withLockedValue { $0 }, cause: cause, isDisconnection: isDisconnection)
    fail(failure.error)
  }

  static func isDisconnection(_ error: any Error) -> Bool {
    switch error {
    case BoringSSLError.sslError(let causes), NIOSSLError.handshakeFailed(.sslError(let causes)):
      // An end of file is known by its words alone; BoringSSL has no code for it.
      causes.contains { "\($0)".contains("EOF during handshake") }
    case NIOSSLError.handshakeFailed(.syscallError), NIOSSLError.handshakeFailed(.zeroReturn):
      true
    default:
      error is IOError || error is ChannelError
    }
  }
}
