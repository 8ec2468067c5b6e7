import Logging
import NIOCore
import SASL
import SMTPCore

/// Carries out what the session wants done.
extension ClientHandler {
  /// Performs what is to be done, takes on what there is room for, and writes all of it at once.
  func performActions() {
    repeat {
      while failure == nil, let action = session.nextAction() { perform(action) }
    } while failure == nil && takeNext()
    flush()
    armTimer()
    releaseFinished()
  }

  /// Lets go those whose messages are done. Last, so that whoever sends the next one at once finds this connection free, and
  /// no other is opened.
  private func releaseFinished() {
    guard !finished.isEmpty else { return }
    let done = finished
    finished.removeAll(keepingCapacity: true)
    for (request, result) in done { request.finish(result) }
  }

  private func perform(_ action: ClientSession.Action) {
    switch action {
    case .send(let commands): write(commands)
    case .sendAuthenticationResponse(let response): write(response)
    case .sendEndOfData(var bytes):
      transcript.sentEndOfData()
      outgoing.writeBuffer(&bytes)
    case .startTLS:
      flush()
      startTLS()
    case .becomeReady: becomeReady()
    case .sendBody: sendBody()
    case .finish(let report): finish(report)
    case .fail(let error): fail(SMTPError(error, evidence: evidence))
    case .close: close()
    }
  }

  private func write(_ commands: [Command]) {
    for command in commands {
      transcript.sent(command)
      command.encode(into: &outgoing)
      if case .auth = command { partBegan = .now() }
    }
  }

  private func write(_ response: Secret) {
    transcript.sent(response)
    response.withBytes { _ = outgoing.writeBytes(Base64.encode($0)) }
    outgoing.writeString("\r\n")
  }

  func flush() {
    guard outgoing.readableBytes > 0, let context else { return }
    context.writeAndFlush(wrapOutboundOut(outgoing), promise: nil)
    // Whoever still holds the bytes keeps them; else their memory is used again, unless nothing is to come soon.
    if rest != nil || outgoing.capacity > 4 * Self.largestCopy { outgoing = ByteBuffer() } else { outgoing.clear() }
  }

  func takeOutgoing() -> ByteBuffer {
    defer { outgoing = ByteBuffer() }
    return outgoing
  }

  /// Up to here a message is copied behind the commands, so that both go out in one write. In bytes.
  static var largestCopy: Int { 1 << 14 }

  private func becomeReady() {
    if session.authenticatedBy != nil { record(\.authentication, as: .auth) }
    reach(.ready(session.capabilities.limits))
  }

  func record(_ part: WritableKeyPath<Timings, Duration?>, as phase: ClientMetrics.Phase) {
    guard let began = partBegan else { return }
    let duration = Duration.nanoseconds((NIODeadline.now() - began).nanoseconds)
    timings[keyPath: part] = duration
    metrics?.took(duration, in: phase)
    partBegan = nil
  }

  func reach(_ milestone: Milestone) {
    if let waiter {
      self.waiter = nil
      waiter.succeed(milestone)
    } else {
      milestones.append(milestone)
    }
  }

  func fail(_ error: SMTPError) {
    guard failure == nil else { return }
    var error = error
    if error.phase == .authentication { error.mechanism = session.attemptedMechanism }
    logger.debug("the connection is given up", metadata: ["error": "\(error)"])
    transcript.note("given up: \(error)")
    failure = error
    session.abandon()
    timer?.cancel()
    if let waiter {
      self.waiter = nil
      waiter.fail(error)
    }
    releaseAll(because: error)
    context?.close(promise: nil)
  }
}
