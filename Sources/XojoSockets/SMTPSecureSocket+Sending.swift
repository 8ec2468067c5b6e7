import NIOConcurrencyHelpers
import SMTPSending

extension SMTPSecureSocket {
  /// Sends what is in ``messages``, and returns at once; events tell the rest. It connects by itself.
  ///
  /// Every message is tried once, those too that are added meanwhile. An ``error(_:)`` with 106 tells of an empty queue and of
  /// a run that is under way already (which goes on), with 103 of no ``address``, with 107 of no ``port``.
  public func sendMail() {
    do throws(SocketError) {
      _ = try startSending()
    } catch {
      post(error)
    }
  }

  /// ``sendMail()`` for whoever wants to wait. The events come too, and are over when this returns. To cancel the task is to
  /// ``cancel()``.
  /// - Returns: what was sent and what was refused. Look at both.
  /// - Throws: ``SocketError`` as ``error(_:)`` has it.
  @discardableResult
  public func sendMailAndWait() async throws(SocketError) -> MailReport {
    let task: Task<MailRun.Ending, Never>
    do throws(SocketError) {
      task = try startSending()
    } catch {
      await raise(error)
      throw error
    }
    let ending = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    switch ending {
    case .finished(let report), .stopped(let report, _, isFinal: _): return report
    case .failed(let failure): throw failure
    }
  }

  /// Opens a connection, through TLS and login, and keeps it until ``close()`` or ``sendMail()``, which needs no such call.
  /// It shows, before there is mail, whether the server can be reached and what TLS it agrees to.
  ///
  /// A socket that is connected keeps itself alive.
  public func connect() {
    let refusal = state.withLockedValue { state -> SocketError? in
      do throws(SocketError) {
        guard case .idle = state.activity else { throw .invalidState("the socket is connected or sending already") }
        try state.settings.validate()
      } catch {
        return error
      }
      state.lastErrorNumber = 0
      state.activity = .holding(Task { await hold() })
      return nil
    }
    if let refusal { post(refusal) }
  }

  /// Ends the connection and whatever is under way. Where there is something to end, ``error(_:)`` follows with 102, as in
  /// Xojo; or ``mailSent()``, where the last message had been taken already.
  ///
  /// A message whose data has been sent but not answered may have been delivered: see ``SocketError/isAmbiguous``.
  public func close() {
    switch state.withLockedValue({ $0.activity }) {
    case .idle: break
    case .holding(let task): task.cancel()
    case .sending(let task): task.cancel()
    }
  }

  /// ``close()``, by the name that it has in TCPSocket.
  public func disconnect() {
    close()
  }

  /// ``close()``, by the name that it has in SMTPSecureSocket.
  public func disconnectFromServer() {
    close()
  }

  /// ``close()``, by the name that it has in Swift.
  public func cancel() {
    close()
  }

  /// Empties ``messages``. One that is under way is sent nevertheless.
  public func deleteAllMessages() {
    messages.removeAll()
  }
}

extension SMTPSecureSocket {
  private func startSending() throws(SocketError) -> Task<MailRun.Ending, Never> {
    let result = state.withLockedValue { state -> Result<Task<MailRun.Ending, Never>, SocketError> in
      do throws(SocketError) {
        return .success(try begin(&state))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func begin(_ state: inout SocketState) throws(SocketError) -> Task<MailRun.Ending, Never> {
    if case .sending = state.activity { throw .invalidState("mail is being sent already") }
    try state.settings.validate()
    guard !messages.isEmpty else { throw .invalidState("messages is empty: there is nothing to send") }
    var superseded: Task<Void, Never>?
    if case .holding(let task) = state.activity { superseded = task }
    superseded?.cancel()
    let task = Task { [superseded] in
      await superseded?.value
      var run = MailRun(self)
      while true {
        let ending = await run.run()
        if await conclude(ending, tried: run.tried) { return ending }
      }
    }
    state.lastErrorNumber = 0
    state.activity = .sending(task)
    return task
  }

  /// Raises the event that ends a run; the socket is free in it, so that it can begin the next run. Gives false where the
  /// run goes on after all, with what was added meanwhile: whoever added it and called ``sendMail()`` was told that a run is
  /// under way.
  private func conclude(_ ending: MailRun.Ending, tried: Set<UInt64>) async -> Bool {
    let hasEnded = await events.deliver { [self] in
      switch ending {
      case .finished(let report):
        guard end(unlessUntried: tried) else { return false }
        if report.sent.isEmpty {
          tell(SocketError.invalidState("messages was emptied before any could be sent"))
        } else {
          tellMailSent()
        }
        return true
      case .stopped(_, let refusal, let isFinal):
        let hasEnded = end(unlessUntried: isFinal ? nil : tried)
        tell(refusal)
        return hasEnded
      case .failed(let failure):
        _ = end(unlessUntried: nil)
        tell(failure)
        return true
      }
    }
    // Where the owner is gone nobody hears, but the socket must be free all the same.
    return hasEnded ?? end(unlessUntried: nil)
  }

  /// Makes the socket free, unless the queue holds an entry that is not among these; nil for whatever it holds.
  private func end(unlessUntried tried: Set<UInt64>?) -> Bool {
    state.withLockedValue { state in
      if let tried, messages.first(without: tried) != nil { return false }
      state.activity = .idle
      state.disconnected(nil)
      return true
    }
  }

  private func hold() async {
    state.withLockedValue { $0.beginConnecting() }
    var failure = SocketError.disconnected()
    var refusal: ServerRefusal?
    do throws(SocketError) {
      let client = try state.withLockedValue { $0.settings }.client()
      do throws(SMTPError) {
        try await client.holdConnection { [self] progress in await follow(progress) }
      } catch {
        refusal = ServerRefusal(error, of: nil)
        throw SocketError(error, email: nil)
      }
    } catch {
      failure = error
    }
    let isSuperseded = state.withLockedValue { state in
      state.disconnected(failure.evidence)
      guard case .holding = state.activity else { return true }
      state.activity = .idle
      return false
    }
    guard !isSuperseded else { return }
    if let refusal { await raise(refusal) } else { await raise(failure) }
  }

  /// Takes note of how a connection or a message gets on, and tells.
  func follow(_ progress: SMTPClient.Progress) async {
    switch progress {
    case .connected(let info):
      state.withLockedValue { $0.connected(info) }
      await raiseConnectionEstablished("\(info.greeting)")
    case .secured(let evidence):
      state.withLockedValue { $0.secured(evidence) }
    case .sent(let bytes, let total):
      let left = max(0, (total ?? bytes) - bytes)
      state.withLockedValue { $0.bytesLeft = left }
      if await raiseSendProgress(sent: bytes, left: left) { close() }
    case .willRetry(let pause, let failure):
      state.withLockedValue { $0.disconnected(failure.evidence) }
      await raiseWillRetry(failure, after: pause)
      state.withLockedValue { $0.beginConnecting() }
    }
  }
}
