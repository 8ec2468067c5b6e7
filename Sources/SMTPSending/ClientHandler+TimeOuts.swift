import NIOCore
import SMTPCore
import TLSWire

/// How long the server is waited for.
extension ClientHandler {
  func armTimer() {
    guard failure == nil, session.isWaiting || isWritingBody, let context else {
      timer?.cancel()
      timed = nil
      return
    }
    let phase = session.phase
    if let timed, timed == (phase, session.replyCount) { return }
    timer?.cancel()
    timed = (phase, session.replyCount)
    let limit = patience(in: phase)
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { self.runOutOfTime(in: phase, after: limit) }
  }

  /// On a port that is registered for implicit TLS, silence instead of a greeting needs no five minutes to be understood.
  private func patience(in phase: SMTPPhase) -> TimeAmount {
    let limit = timeOuts.limit(for: phase)
    let isImplicitTLSPort = port == 465 || port == 2465
    return phase == .greeting && isImplicitTLSPort && tls?.policy.mode != .implicit ? min(limit, .seconds(5)) : limit
  }

  private func runOutOfTime(in phase: SMTPPhase, after limit: TimeAmount) {
    if phase == .greeting, !hasReceivedBytes, evidence == nil, !isProbing { return probe() }
    let seconds = Double(limit.nanoseconds) / 1e9
    if phase == .quit {
      context?.close(promise: nil)
    } else if phase == .tls, wireError != nil || serverAlert != nil {
      failTLS(cause: "nothing came for \(seconds) s")
    } else {
      fail(.timedOut(in: phase, after: seconds, evidence: evidence ?? observer?.evidence))
    }
  }

  /// A server that says nothing may be waiting for a TLS hello. There is nothing left to lose, so it gets one.
  private func probe() {
    guard let context else { return }
    isProbing = true
    let hello = ClientHello.probe(serverName: ServerName(host).hostName)
    context.writeAndFlush(wrapOutboundOut(hello.encode()), promise: nil)
    let limit = patience(in: .greeting)
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) {
      self.fail(.timedOut(in: .greeting, after: Double(limit.nanoseconds) / 1e9, evidence: nil))
    }
  }

  func concludeProbe(with bytes: ByteBuffer) {
    let first: UInt8? = bytes.getInteger(at: bytes.readerIndex)
    if first == 0x16 || first == 0x15 {
      fail(
        SMTPError(
          .tlsWhereSMTPExpected, in: .greeting,
          "the server sent no greeting, but answered a TLS handshake: port \(port) speaks TLS from the first byte, so use implicit TLS on it, or STARTTLS on port 587"
        ))
    } else {
      fail(.timedOut(in: .greeting, after: Double(patience(in: .greeting).nanoseconds) / 1e9, evidence: nil))
    }
  }
}
