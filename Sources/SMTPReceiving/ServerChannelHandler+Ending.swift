import Logging
import NIOCore
import NIOSSL
import SMTPCore

extension ServerChannelHandler {
  /// How long a client has to take the last reply and to close its side.
  private static let lingering = TimeAmount.seconds(1)

  /// Sends what was written, then closes.
  ///
  /// To close a socket that holds unread bytes resets the connection, and the client may never see the last reply. So our
  /// side is closed first, and what still comes is thrown away, for a moment.
  func close(_ kind: ConnectionTranscript.End.Kind, _ detail: String? = nil) {
    guard let context else { return }
    recorder.ends(kind, detail)
    phase = .closing
    deadline = nil
    body = ByteBuffer()
    let loop = context.eventLoop.assumeIsolated()
    loop.scheduleTask(in: Self.lingering) { self.drop(kind, detail) }
    let written = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    written.futureResult.assumeIsolated().whenSuccess {
      if kind == .quit {
        self.context?.close(mode: .all, promise: nil)
      } else {
        self.context?.close(mode: .output, promise: nil)
      }
    }
    resumeReading()
  }

  /// Closes the connection now, without a word of SMTP or TLS.
  func drop(_ kind: ConnectionTranscript.End.Kind, _ detail: String? = nil) {
    guard let context else { return }
    if case .closed = phase { return }
    recorder.ends(kind, detail)
    phase = .closed
    let tlsHandlerContext = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
    (tlsHandlerContext ?? context).close(mode: .all, promise: nil)
  }

  /// Ends the connection with 421 as soon as no message is under way, and no reply to one.
  func shutDown() {
    isShuttingDown = true
    switch phase {
    case .talking where !isBusy && !session.isReceivingMessage && !session.hasPendingActions:
      write(Reply(421, "4.3.2", "\(environment.configuration.hostName) Shutting down"))
      close(.shutDown)
    case .awaitingHello, .choosingCertificate, .handshaking:
      drop(.shutDown)
    case .opening, .talking, .closing, .closed:
      break
    }
  }

  /// Gives the client so much time from now. A timer that fires too early is set anew then, not with every read.
  func arm(_ duration: Duration) {
    let deadline = NIODeadline.now() + TimeAmount(bounded: duration)
    self.deadline = deadline
    if let timer, timer.deadline <= deadline { return }
    setTimer(deadline)
  }

  private func setTimer(_ deadline: NIODeadline) {
    timer?.scheduled.cancel()
    let scheduled = context?.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.checkTime() }
    timer = scheduled.map { (deadline, $0) }
  }

  private func checkTime() {
    timer = nil
    guard let deadline else { return }
    guard deadline <= .now() else { return setTimer(deadline) }
    switch phase {
    case .talking:
      write(Reply(421, "4.4.2", "\(environment.configuration.hostName) Timeout exceeded"))
      close(.timedOut, session.isReceivingMessage ? "waiting for a message's data" : "waiting for a command")
    case .awaitingHello, .choosingCertificate, .handshaking:
      drop(.timedOut, "in the TLS handshake")
    case .opening, .closing, .closed:
      break
    }
  }

  /// The connection is gone: tells the handler, after the hook that may still run.
  func end() {
    guard !hasEnded else { return }
    hasEnded = true
    recorder.ends(.clientClosed, detailOfPhase)
    phase = .closed
    deadline = nil
    timer?.scheduled.cancel()
    timer = nil
    body = ByteBuffer()
    let transcript = recorder.transcript(of: connection)
    let hook = hook
    hook?.cancel()
    self.hook = nil
    log(transcript)
    let environment = environment
    Task {
      await hook?.value
      // Whoever hears of the end may rely on it that there is room for another connection.
      environment.registry.release(transcript.id)
      await environment.handler.connectionEnded(transcript)
      environment.registry.remove(transcript.id)
    }
  }

  private var detailOfPhase: String? {
    switch phase {
    case .talking: session.isReceivingMessage ? "within a message's data" : nil
    case .awaitingHello, .choosingCertificate, .handshaking: "in the TLS handshake"
    case .opening, .closing, .closed: nil
    }
  }

  private func log(_ transcript: ConnectionTranscript) {
    let end = transcript.end
    let level: Logger.Level =
      switch end.kind {
      case .protocolViolation, .tlsFailed: .info
      case .quit, .clientClosed, .serverClosed, .dropped, .timedOut, .shutDown: .debug
      }
    logger.log(
      level: level, "connection ended", metadata: ["end": "\(end.kind)", "detail": "\(end.detail ?? "")"])
  }
}

extension TimeAmount {
  /// A configured time of more than a year would overflow the clock.
  init(bounded duration: Duration) {
    self.init(min(duration, .seconds(31_536_000)))
  }
}
