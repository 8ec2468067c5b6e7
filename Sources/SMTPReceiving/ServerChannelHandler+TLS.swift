import NIOCore
import NIOSSL
import SASL
import SMTPCore
import TLSWire

extension ServerChannelHandler {
  /// Makes the next byte one of TLS. The TLS handler itself is added when the client's first record is there, because the
  /// program may choose a certificate for it.
  func beginHandshake() {
    guard let context else { return }
    phase = .awaitingHello(ByteBuffer())
    do {
      try context.pipeline.syncOperations.addHandler(observer, position: .first)
      deadline = nil
      arm(environment.configuration.timeouts.handshake)
    } catch {
      drop(.tlsFailed, "\(error)")
    }
  }

  /// Waits for the whole first record. Bytes that are no TLS were told of by the observer already.
  func readHello(_ received: ByteBuffer) {
    phase = .awaitingHello(received)
    guard let length = received.getInteger(at: received.readerIndex + 3, as: UInt16.self),
      received.readableBytes >= 5 + Int(length)
    else { return }
    phase = .choosingCertificate(received)
    deadline = nil
    connection.tls = observer.evidence
    let (handler, connection, shared) = (environment.handler, connection, environment.tls)
    run({ () async -> Result<ServerTLS.Context, HandshakeFailure> in
      await Self.tlsContext(handler.tls(for: connection), shared: shared)
    }) { result in
      self.isBusy = false
      switch result {
      case .success(let tlsContext): self.handshake(tlsContext)
      case .failure(.dropped): self.drop(.dropped, "in the handshake")
      case .failure(.unusable(let reason)): self.drop(.tlsFailed, reason)
      }
    }
  }

  private enum HandshakeFailure: Error {
    case dropped
    case unusable(String)
  }

  private static func tlsContext(
    _ decision: HandshakeDecision, shared: ServerTLS.Context?
  ) -> Result<ServerTLS.Context, HandshakeFailure> {
    switch decision {
    case .proceed: return shared.map { .success($0) } ?? .failure(.unusable("the server has no certificate"))
    case .drop: return .failure(.dropped)
    case .fail(let reason): return .failure(.unusable(reason))
    case .use(let tls):
      do {
        return .success(try tls.makeContext())
      } catch {
        return .failure(.unusable("the certificate that was chosen cannot be used: \(error)"))
      }
    }
  }

  private func handshake(_ tlsContext: ServerTLS.Context) {
    guard case .choosingCertificate(let received) = phase, let context else { return }
    do {
      let tlsHandler = NIOSSLServerHandler(context: tlsContext.library)
      channelBinding = tlsContext.channelBinding
      phase = .handshaking(tlsHandler)
      arm(environment.configuration.timeouts.handshake)
      try context.pipeline.syncOperations.addHandler(tlsHandler, position: .before(self))
      let tlsHandlerContext = try context.pipeline.syncOperations.context(handler: tlsHandler)
      tlsHandler.channelRead(context: tlsHandlerContext, data: NIOAny(received))
      tlsHandler.channelReadComplete(context: tlsHandlerContext)
      resumeReading()
    } catch {
      drop(.tlsFailed, "\(error)")
    }
  }

  func take(_ event: TLSWireEvent) {
    switch event {
    case .decided(let evidence):
      connection.tls = evidence
    case .alert(let alert, let evidence):
      connection.tls = evidence
      recorder.alert(alert)
    case .failed(let error, let evidence):
      connection.tls = evidence
      drop(.tlsFailed, error.logDescription)
    }
  }

  /// Goes on only where the wire and the library agree on the version.
  func endHandshake() {
    guard case .handshaking(let tlsHandler) = phase else { return }
    let reported = tlsHandler.tlsVersion.map(ServerTLS.wireVersion)
    guard let seen = connection.tls?.version, seen == reported else {
      let seen = connection.tls?.version?.description ?? "no version"
      return drop(.tlsFailed, "the wire says \(seen), the TLS library \(reported?.description ?? "nothing")")
    }
    connection.tls?.libraryVersion = reported
    connection.isSecure = true
    connection.clientName = nil
    connection.authenticatedUser = nil
    recorder.note("TLS: \(connection.tls?.description ?? "")")
    phase = .talking
    deadline = nil
    session.tlsEstablished(channelBinding: channelBinding)
    drive()
  }
}
