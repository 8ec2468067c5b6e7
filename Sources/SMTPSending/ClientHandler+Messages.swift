import Logging
import NIOCore
import SMTPCore

/// How the connection carries messages for its pool.
extension ClientHandler {
  /// The connection is open, and carries what the pool has for it from now on.
  func join(_ pool: ConnectionPool, as id: ConnectionID) {
    self.pool = pool
    self.id = id
    if context == nil || failure != nil { leavePool() } else { performActions() }
  }

  /// The pool gives the idle connection a message.
  func carry(_ request: SendRequest) {
    if let failure {
      return request.finish(SendRequest.Result(error: failure, evidence: evidence, isDisplaced: true))
    }
    guard held == nil else {
      let error = SMTPError(.connectionLost, in: .envelope, "the connection was given another message meanwhile")
      return request.finish(SendRequest.Result(error: error, evidence: evidence, isDisplaced: true))
    }
    held = request
    performActions()
  }

  /// Takes on the next message, where there is room and there is one. Gives false where there is not.
  func takeNext() -> Bool {
    guard pool != nil || held != nil, session.canBegin(held?.options ?? .init()) else { return false }
    if let request = held {
      held = nil
      begin(request)
      return true
    }
    switch pool?.next(for: id, isEmpty: carried.isEmpty) {
    case .carry(let request):
      if session.canBegin(request.options) { begin(request) } else { held = request }
      return held == nil
    case .rest(let limit):
      rest = limit
      return false
    case .leave:
      session.quit()
      return true
    case .nothing, nil:
      return false
    }
  }

  private func begin(_ request: SendRequest) {
    rest = nil
    guard let context, request.carry(by: carrying(on: context.eventLoop), info: info, evidence: evidence) else {
      return
    }
    var options = request.options
    options.allowsSingleFlight = options.allowsSingleFlight && NIODeadline.now() - lastHeard < Self.freshness
    do {
      try session.begin(request.envelope, options: options)
      carried.append(Carried(request: request, began: .now(), isFollower: messageCount > 0))
      messageCount += 1
    } catch {
      request.finish(
        SendRequest.Result(error: SMTPError(error, evidence: evidence), evidence: evidence, timings: takeTimings()))
    }
  }

  /// A server that spoke so lately can be trusted to be there: see ``ClientSession/TransferOptions/allowsSingleFlight``.
  private static var freshness: TimeAmount { .seconds(1) }

  /// The session awaits the message that was begun last.
  func sendBody() {
    guard let last = carried.indices.last else { return }
    switch carried[last].request.body {
    case .whole(let message):
      carried[last].bytes = message.readableBytes
      write(session.body(message, isLast: true), isLast: true)
    case .pieces:
      guard let context else { return }
      carried[last].request.post(.bodyWanted(carrying(on: context.eventLoop)))
    }
  }

  private func write(_ body: EncodedBody, isLast: Bool) {
    let isChunk = body.prefix.readableBytes > 0
    transcript.sentContent(
      body.content.readableBytes + (isChunk ? body.suffix.readableBytes : 0), isLast: isLast, isChunk: isChunk)
    var body = body
    outgoing.writeBuffer(&body.prefix)
    if body.content.readableBytes <= Self.largestCopy {
      outgoing.writeBuffer(&body.content)
    } else {
      flush()
      context?.write(wrapOutboundOut(body.content), promise: nil)
    }
    outgoing.writeBuffer(&body.suffix)
  }

  /// Writes a piece of the message that the sending task hands over. The future is complete when the network has taken it.
  func write(
    _ piece: ByteBuffer, isLast: Bool, of request: SendRequest, on loop: any EventLoop
  ) -> EventLoopFuture<Void> {
    guard let context, failure == nil, let last = carried.indices.last, carried[last].request === request,
      !carried[last].isCancelled
    else {
      let error = failure ?? SMTPError(.connectionLost, in: .transfer, "the connection was closed", evidence: evidence)
      return loop.makeFailedFuture(error)
    }
    carried[last].bytes += piece.readableBytes
    let body = session.body(piece, isLast: isLast)
    if isLast {
      write(body, isLast: true)
      performActions()
      return loop.makeSucceededVoidFuture()
    }
    isWritingBody = true
    pieceCount += 1
    armTimer()
    write(body, isLast: false)
    let written = loop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(takeOutgoing()), promise: written)
    return written.futureResult.assumeIsolated().always { _ in
      self.isWritingBody = false
      self.armTimer()
    }.nonisolated()
  }

  /// The server has answered all there was to answer about the earliest message.
  func finish(_ report: TransactionReport) {
    guard !carried.isEmpty else { return }
    let message = carried.removeFirst()
    var result = SendRequest.Result(report: report, evidence: evidence, timings: takeTimings(), bytes: message.bytes)
    let transfer = Duration.nanoseconds((NIODeadline.now() - message.began).nanoseconds)
    result.timings.transfer = transfer
    metrics?.took(transfer, in: .transfer)
    metrics?.sent(bytes: message.bytes)
    result.isReused = message.isFollower
    // A server that has had enough of a connection says so to the next message.
    result.isDisplaced = message.isFollower && report.mail?.code == 421
    finished.append((message.request, result))
    if let next = carried.first, next.isCancelled { fail(.cancelled(in: session.failurePhase)) }
  }

  /// What it took to open the connection is told with the first message.
  private func takeTimings() -> Timings {
    defer { timings = Timings() }
    return timings
  }

  /// The connection has ended: each message learns what that means for it.
  func releaseAll(because error: SMTPError) {
    let unfinished = session.unfinished
    for (position, message) in carried.enumerated() {
      let transaction = position < unfinished.count ? unfinished[position] : nil
      var error =
        position == 0
        ? error : SMTPError(.connectionLost, in: .envelope, "the connection was given up: \(error.detail)")
      error.phase = transaction?.phase ?? error.phase
      error.evidence = error.evidence ?? evidence
      var result = SendRequest.Result(
        report: transaction?.report, error: error, evidence: evidence, bytes: message.bytes)
      metrics?.sent(bytes: message.bytes)
      result.timings = takeTimings()
      result.isReused = message.isFollower
      result.isDisplaced = isDisplaced(message, at: position, transaction, error)
      message.request.finish(result)
    }
    carried.removeAll()
    if let held {
      self.held = nil
      held.finish(SendRequest.Result(error: error, evidence: evidence, isDisplaced: true))
    }
  }

  /// Whether another connection may be tried at once: nothing of the message was sent, and either the connection broke
  /// because of another message, or it had carried others before and the server said nothing to this one, as when it had
  /// closed the connection already.
  private func isDisplaced(
    _ message: Carried, at position: Int, _ transaction: UnfinishedTransaction?, _ error: SMTPError
  ) -> Bool {
    guard let transaction, transaction.phase == .envelope || transaction.phase == .data, message.bytes == 0 else {
      return false
    }
    if position > 0 { return true }
    return error.code == .connectionLost && message.isFollower && transaction.report.mail == nil
  }

  /// The message is wanted no more.
  func cancel(_ request: SendRequest) {
    guard failure == nil else { return }
    if held === request {
      held = nil
      return request.finish(SendRequest.Result(error: .cancelled(in: .connect), evidence: evidence))
    }
    guard let position = carried.firstIndex(where: { $0.request === request }) else { return }
    end(position, because: .cancelled(in: session.phase(ofMessageAt: position)))
  }

  /// Ends the connection because of one message. One before it must have its verdict first; until then no more is sent.
  private func end(_ position: Int, because error: SMTPError) {
    guard position > 0 else { return fail(error) }
    carried[position].isCancelled = true
    carried[position].request.finish(
      SendRequest.Result(error: error, evidence: evidence, bytes: carried[position].bytes))
  }

  /// The message cannot be sent to its end, and must not be accepted in part.
  func giveUp(_ error: SMTPError, for request: SendRequest) {
    guard let position = carried.firstIndex(where: { $0.request === request }) else { return }
    end(position, because: error)
  }

  /// The server ends the connection in good order.
  func close() {
    if !carried.isEmpty || held != nil {
      let error = SMTPError(
        .connectionLost, in: session.failurePhase, "the server closed the connection", evidence: evidence)
      releaseAll(because: error)
    }
    context?.close(promise: nil)
  }

  func carrying(on eventLoop: any EventLoop) -> CarryingConnection {
    CarryingConnection(id: id, eventLoop: eventLoop, handler: NIOLoopBound(self, eventLoop: eventLoop))
  }

  func leavePool() {
    guard let pool else { return }
    self.pool = nil
    pool.closed(id)
  }
}
