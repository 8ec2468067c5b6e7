import NIOCore
import SMTPCore
import TLSWire

/// How long the server, and the next message, are waited for.
///
/// One timer runs at a time, and is let run out where the deadline has moved on: to move it with each reply would cost more
/// than all else that a small message asks for.
extension ClientHandler {
  enum Watched: Equatable {
    case nothing
    case reply(SMTPPhase, replyCount: Int)
    /// A piece of the message is being taken by the network.
    case writing(piece: Int)
    case nextMessage
  }

  func armTimer() {
    guard failure == nil, let context else {
      timer?.cancel()
      return
    }
    let watching: Watched =
      if isWritingBody {
        .writing(piece: pieceCount)
      } else if session.isWaiting {
        .reply(session.phase, replyCount: session.replyCount)
      } else {
        rest == nil ? .nothing : .nextMessage
      }
    guard watching != watched else { return }
    watched = watching
    switch watching {
    case .nothing: deadline = .distantFuture
    case .reply, .writing: deadline = context.eventLoop.now + patience(in: session.phase)
    case .nextMessage: deadline = context.eventLoop.now + (rest ?? .zero)
    }
    schedule()
  }

  private func schedule() {
    guard let context, deadline < timerDeadline || timer == nil, deadline != .distantFuture else { return }
    timer?.cancel()
    timerDeadline = deadline
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timerRanOut() }
  }

  private func timerRanOut() {
    guard let context else { return }
    timer = nil
    guard context.eventLoop.now >= deadline else { return schedule() }
    switch watched {
    case .nothing: break
    case .reply, .writing: runOutOfTime(in: session.phase, after: patience(in: session.phase))
    case .nextMessage: retire()
    }
  }

  private func retire() {
    guard let pool, pool.retire(id) else { return }
    quit()
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
      fail(.timedOut(in: session.failurePhase, after: seconds, evidence: evidence ?? observer?.evidence))
    }
  }

  /// A server that says nothing may be waiting for a TLS hello. There is nothing left to lose, so it gets one.
  private func probe() {
    guard let context else { return }
    isProbing = true
    let hello = ClientHello.probe(serverName: ServerName(host).hostName)
    context.writeAndFlush(wrapOutboundOut(hello.encode()), promise: nil)
    let limit = patience(in: .greeting)
    timer?.cancel()
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
