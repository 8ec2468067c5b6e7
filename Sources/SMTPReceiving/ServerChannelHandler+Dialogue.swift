import NIOCore
import SMTPCore

extension ServerChannelHandler {
  /// Carries out what the session wants, until it needs bytes, an answer, or room to write.
  func drive() {
    guard case .talking = phase else { return }
    var didSomething = false
    while !isBusy, case .talking = phase, context?.channel.isWritable == true, let action = session.nextAction() {
      didSomething = true
      perform(action)
    }
    context?.flush()
    guard case .talking = phase else { return }
    if isBusy {
      deadline = nil
    } else if isShuttingDown, !session.isReceivingMessage, !session.hasPendingActions {
      return shutDown()
    } else if didSomething || deadline == nil {
      let timeouts = environment.configuration.timeouts
      arm(session.isReceivingMessage ? timeouts.data : timeouts.command)
    }
    resumeReading()
  }

  private func perform(_ action: ServerSession.Action) {
    switch action {
    case .received(let line): recorder.client(line)
    case .ask(let question): ask(question)
    case .send(let reply): send(reply)
    case .body(let part): take(part)
    case .discardBody: forgetBody()
    case .startTLS:
      recorder.startTLS = true
      beginHandshake()
    case .close(.quit): close(.quit)
    case .close(.refused): close(.serverClosed, "421")
    case .close(.violation(let violation)): close(.protocolViolation, violation.description)
    }
  }

  private func ask(_ question: ServerSession.Question) {
    let event: ServerEvent
    switch question {
    case .connection: event = .connected
    case .command(let command): event = .command(command)
    case .challenge(let mechanism, _): event = .challenge(mechanism: mechanism)
    case .credentials(let mechanism, let username, let secret):
      event = .authenticate(mechanism: mechanism, username: username, secret: secret)
    case .message(let envelope):
      event = .data(ReceivedMessage(envelope: envelope, body: body, tls: connection.tls))
      forgetBody()
    }
    ask(event) { self.follow($0, on: question) }
  }

  private func ask(_ event: ServerEvent, then: @escaping (ServerDecision) -> Void) {
    let (handler, connection) = (environment.handler, connection)
    run({ await handler.respond(to: event, on: connection) }) { decision in
      self.wait(decision.delay) {
        self.isBusy = false
        // A pause of nothing would recurse once for each byte.
        self.drip = decision.drip.flatMap { $0 > .zero ? $0 : nil }
        if let checkpoint = decision.checkpoint { self.checkpoint = checkpoint }
        then(decision)
      }
    }
  }

  /// Runs a hook; what comes meanwhile waits. The result is dropped where the connection has ended.
  func run<Result: Sendable>(
    _ hook: @escaping @Sendable () async -> Result, then: @escaping (Result) -> Void
  ) {
    guard let context else { return }
    isBusy = true
    let promise = context.eventLoop.makePromise(of: Result.self)
    self.hook = promise.completeWithTask { await hook() }
    promise.futureResult.assumeIsolated().whenSuccess { result in
      self.hook = nil
      if self.isEnding { return }
      then(result)
    }
  }

  private var isEnding: Bool {
    switch phase {
    case .closing, .closed: true
    case .opening, .talking, .awaitingHello, .choosingCertificate, .handshaking: false
    }
  }

  private func wait(_ delay: Duration?, then: @escaping () -> Void) {
    guard let delay, delay > .zero, let context else { return then() }
    context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(bounded: delay)) {
      if self.isEnding { return }
      then()
    }
  }

  private func follow(_ decision: ServerDecision, on question: ServerSession.Question) {
    switch decision.answer {
    case .proceed: answer(.proceed, to: question)
    case .reply(let reply): answer(.reply(reply), to: question)
    case .replyAndClose(let reply):
      countMessage(question, isPositive: reply.isPositive)
      send(reply) { self.close(.serverClosed, "\(reply.code)") }
    case .drop:
      drop(.dropped)
    }
    drive()
  }

  private func take(_ part: ByteBuffer) {
    body.writeImmutableBuffer(part)
    guard let checkpoint, body.readableBytes >= checkpoint else { return }
    self.checkpoint = nil
    ask(.transfer(byteCount: body.readableBytes)) { decision in
      switch decision.answer {
      case .proceed: self.drive()
      case .reply(let reply), .replyAndClose(let reply):
        self.send(reply) { self.close(.serverClosed, "\(reply.code)") }
      case .drop: self.drop(.dropped, "within a message's data")
      }
    }
  }

  private func forgetBody() {
    body = ByteBuffer()
    checkpoint = nil
  }

  private func answer(_ answer: ServerSession.Answer, to question: ServerSession.Question) {
    var isPositive = true
    if case .reply(let reply) = answer { isPositive = reply.severity == .positiveCompletion }
    countMessage(question, isPositive: isPositive)
    session.answer(answer)
    connection.clientName = session.clientName
    connection.authenticatedUser = session.authenticatedUser
  }

  private func countMessage(_ question: ServerSession.Question, isPositive: Bool) {
    if case .message = question, isPositive { connection.messageCount += 1 }
  }
}

extension ServerChannelHandler {
  /// Sends a reply at the pace that the last decision asked for.
  private func send(_ reply: Reply, then: (() -> Void)? = nil) {
    guard let pause = drip, let context else {
      write(reply)
      then?()
      return
    }
    drip = nil
    isBusy = true
    recorder.server(reply)
    var bytes = context.channel.allocator.buffer(capacity: 128)
    reply.encode(into: &bytes)
    dripNext(of: bytes, every: pause) {
      self.isBusy = false
      then?()
      self.drive()
    }
  }

  private func dripNext(of bytes: ByteBuffer, every pause: Duration, then: @escaping () -> Void) {
    var bytes = bytes
    guard let next = bytes.readSlice(length: 1) else { return then() }
    context?.writeAndFlush(wrapOutboundOut(next), promise: nil)
    guard bytes.readableBytes > 0 else { return then() }
    wait(pause) { self.dripNext(of: bytes, every: pause, then: then) }
  }

  /// Writes a reply without flushing it.
  func write(_ reply: Reply) {
    guard let context else { return }
    recorder.server(reply)
    var bytes = context.channel.allocator.buffer(capacity: 128)
    reply.encode(into: &bytes)
    context.write(wrapOutboundOut(bytes), promise: nil)
  }
}
