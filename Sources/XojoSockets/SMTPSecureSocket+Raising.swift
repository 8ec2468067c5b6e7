import NIOConcurrencyHelpers
import SMTPSending

/// How events come to their owner: the method first, then the closure, as one job on the owner's actor.
extension SMTPSecureSocket {
  func raiseConnectionEstablished(_ greeting: String) async {
    await events.deliver { [self] in
      connectionEstablished(greeting: greeting)
      onConnectionEstablished?(greeting)
    }
  }

  func raiseMessageSent(_ email: EmailMessage) async {
    await events.deliver { [self] in
      messageSent(email)
      onMessageSent?(email)
    }
  }

  /// Gives whether the owner wants to abort. Both are asked, so that neither misses a part.
  func raiseSendProgress(sent: Int, left: Int) async -> Bool {
    await events.deliver { [self] in
      let answers = [
        sendProgress(bytesSent: sent, bytesLeft: left), onSendProgress?(sent, left) ?? false,
      ]
      return answers.contains(true)
    } ?? false
  }

  func raise(_ refusal: ServerRefusal) async {
    await events.deliver { [self] in tell(refusal) }
  }

  func raiseWillRetry(_ failure: SMTPError, after pause: Duration) async {
    await events.deliver { [self] in
      willRetry(failure, after: pause)
      onWillRetry?(failure, pause)
    }
  }

  func raise(_ failure: SocketError) async {
    await events.deliver { [self] in tell(failure) }
  }

  /// For what a call met that does not wait.
  func post(_ failure: SocketError) {
    events.post { [self] in tell(failure) }
  }

  // These run as jobs on the owner's actor.

  func tellMailSent() {
    mailSent()
    onMailSent?()
  }

  func tell(_ refusal: ServerRefusal) {
    serverError(refusal.errorID, message: refusal.message, email: refusal.email)
    onServerError?(refusal.errorID, refusal.message, refusal.email)
  }

  func tell(_ failure: SocketError) {
    state.withLockedValue { $0.lastErrorNumber = failure.errorNumber }
    error(failure)
    onError?(failure)
  }
}
