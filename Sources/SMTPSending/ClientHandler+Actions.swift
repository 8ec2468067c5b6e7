import Logging
import NIOCore
import SASL
import SMTPCore

/// Carries out what the session wants done.
extension ClientHandler {
  func performActions() {
    while failure == nil, let action = session.nextAction() {
      switch action {
      case .send(let commands): write(commands)
      case .sendAuthenticationResponse(let response): write(response)
      case .sendEndOfData(let bytes):
        logger.trace("C: .")
        write(bytes)
      case .startTLS: startTLS()
      case .becomeReady: becomeReady()
      case .sendBody: reach(.bodyWanted)
      case .finish(let report): finish(report)
      case .fail(let error): fail(SMTPError(error, evidence: evidence))
      case .close: context?.close(promise: nil)
      }
    }
    armTimer()
  }

  private func write(_ commands: [Command]) {
    guard let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: 64 * commands.count)
    for command in commands {
      logger.trace("C: \(command)")
      command.encode(into: &buffer)
      if case .auth = command { partBegan = .now() }
    }
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  private func write(_ response: Secret) {
    logger.trace("C: \(response)")
    var buffer = ByteBuffer()
    response.withBytes { _ = buffer.writeBytes(Base64.encode($0)) }
    buffer.writeString("\r\n")
    write(buffer)
  }

  private func write(_ bytes: ByteBuffer) {
    context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
  }

  private func becomeReady() {
    if session.authenticatedBy != nil { record(\.authentication) }
    reach(.ready)
  }

  private func finish(_ report: TransactionReport) {
    record(\.transfer)
    reach(.finished(report))
  }

  func record(_ part: WritableKeyPath<Timings, Duration?>) {
    guard let began = partBegan else { return }
    timings[keyPath: part] = .nanoseconds((NIODeadline.now() - began).nanoseconds)
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
    logger.debug("the connection is given up", metadata: ["error": "\(error)"])
    failure = error
    session.abandon()
    timer?.cancel()
    if let waiter {
      self.waiter = nil
      waiter.fail(error)
    }
    context?.close(promise: nil)
  }
}
