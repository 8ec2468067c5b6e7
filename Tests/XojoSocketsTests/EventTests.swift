import MailSandbox
import NIOConcurrencyHelpers
import NIOCore
import SMTPReceiving
import SMTPSending
import Testing
import XojoSockets

@Suite("Events", .timeLimit(.minutes(1)))
struct EventTests {
  /// Owns a socket whose events come on its own executor, so that they may touch its state.
  private actor Owner {
    private(set) var heard: [String] = []
    private var socket: SMTPSecureSocket?

    func send(to sandbox: Sandbox) async throws -> MailReport {
      let socket = SMTPSecureSocket(eventsOn: self)
      self.socket = socket
      socket.aim(at: sandbox)
      socket.onConnectionEstablished = { [unowned self] _ in assumeIsolated { $0.heard.append("established") } }
      socket.onMessageSent = { [unowned self] _ in assumeIsolated { $0.heard.append("message") } }
      socket.onMailSent = { [unowned self] in assumeIsolated { $0.heard.append("mail") } }
      socket.messages.append(.sample())
      return try await socket.sendMailAndWait()
    }
  }

  @Test("a queue that is emptied while nothing was sent yet ends the run with an event all the same")
  func emptiedQueue() async throws {
    try await withSandbox(script: "mail: 550 5.7.1 No") { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.messages.append(contentsOf: [.sample("1"), .sample("2")])
      socket.onServerError = { [unowned socket] _, _, _ in socket.deleteAllMessages() }
      socket.sendMail()
      let events = try await socket.events { $0 == .error(106) }
      #expect(events.filter(\.isEnd) == [.serverError(550, "550 5.7.1 No", email: "1"), .error(106)])
      #expect(!socket.isSending)
    }
  }

  @Test("what is added in the last event's place is sent in the same run, and the socket is busy until then")
  func addedAtTheEnd() async throws {
    try await withSandbox { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      let isBusy = NIOLockedValueBox<[Bool]>([])
      socket.onMessageSent = { [unowned socket] mail in
        if mail.subject == "1" { socket.messages.append(.sample("2")) }
        isBusy.withLockedValue { $0.append(socket.isSending) }
      }
      socket.onMailSent = { [unowned socket] in isBusy.withLockedValue { $0.append(socket.isSending) } }
      socket.messages.append(.sample("1"))
      let report = try await socket.sendMailAndWait()
      #expect(report.sent.map(\.email.subject) == ["1", "2"])
      #expect(isBusy.withLockedValue { $0 } == [true, true, false])
    }
  }

  @Test("they come on the main actor unless told otherwise")
  func mainActor() async throws {
    try await withSandbox { sandbox in
      let socket = SMTPSecureSocket()
      socket.aim(at: sandbox)
      let isMain = NIOLockedValueBox(false)
      socket.onMailSent = { MainActor.assumeIsolated { isMain.withLockedValue { $0 = true } } }
      socket.messages.append(.sample())
      try await socket.sendMailAndWait()
      #expect(isMain.withLockedValue { $0 })
    }
  }

  @Test("they come on the actor that the owner chose")
  func chosenActor() async throws {
    try await withSandbox { sandbox in
      let owner = Owner()
      let report = try await owner.send(to: sandbox)
      #expect(report.sent.count == 1)
      #expect(await owner.heard == ["established", "message", "mail"])
    }
  }

  @Test("a socket does not keep its owner alive, and sends without one")
  func ownerIsGone() async throws {
    try await withSandbox { sandbox in
      var owner: Owner? = Owner()
      weak let observed = owner
      let socket = RecordingSocket(eventsOn: try #require(owner))
      owner = nil
      #expect(observed == nil)
      socket.aim(at: sandbox)
      socket.messages.append(.sample())
      #expect(try await socket.sendMailAndWait().sent.count == 1)
      #expect(socket.messages.isEmpty)
    }
  }

  /// Calls the socket from within its events, and sees whether an event comes within another.
  private final class MeddlingSocket: RecordingSocket, @unchecked Sendable {
    private let depth = NIOLockedValueBox(0)
    let deepest = NIOLockedValueBox(0)

    override func record(_ event: Event) {
      let now = depth.withLockedValue { depth in
        depth += 1
        return depth
      }
      deepest.withLockedValue { $0 = max($0, now) }
      if case .connectionEstablished = event {
        sendMail()
        sendMail()
        messages.append(.sample("Late"))
      }
      super.record(event)
      depth.withLockedValue { $0 -= 1 }
    }
  }

  @Test("one that is raised within another comes after it, and what is queued meanwhile is sent in the same run")
  func neverNested() async throws {
    try await withSandbox { sandbox in
      let socket = MeddlingSocket()
      socket.aim(at: sandbox)
      socket.messages.append(.sample("Early"))
      let first = NIOLockedValueBox(true)
      socket.onMessageSent = { [unowned socket] email in
        // Each connection meddles; one late message is enough.
        if first.withLockedValue({
          let was = $0; $0 = false; return was
        }) {
          for extra in socket.messages.dropFirst() { socket.messages.remove(extra) }
        } else {
          socket.deleteAllMessages()
        }
      }
      socket.sendMail()
      let events = try await socket.events { $0 == .mailSent }
      #expect(socket.deepest.withLockedValue { $0 } == 1)
      let established = events.indices.filter { if case .connectionEstablished = events[$0] { true } else { false } }
      #expect(established.count == 2)
      for index in established { #expect(events[index + 1] == .error(106) && events[index + 2] == .error(106)) }
      #expect(
        events.filter { if case .messageSent = $0 { true } else { false } }
          == [.messageSent("Early"), .messageSent("Late")])
    }
  }

  /// Both a method and a closure for every event.
  private final class BothSocket: RecordingSocket, @unchecked Sendable {
    let order = NIOLockedValueBox<[String]>([])

    func note(_ text: String) { order.withLockedValue { $0.append(text) } }

    override func record(_ event: Event) { note("method") }
  }

  @Test("the method comes first, then the closure")
  func methodFirst() async throws {
    try await withSandbox(script: "rcpt: 450 4.2.1 Busy\nrcpt: 550 5.1.1 No") { sandbox in
      let socket = BothSocket(tellsProgress: true)
      socket.aim(at: sandbox)
      socket.retryPolicy = RetryPolicy(maximumAttempts: 2, base: .milliseconds(1))
      socket.onConnectionEstablished = { [unowned socket] _ in socket.note("closure") }
      socket.onError = { [unowned socket] _ in socket.note("closure") }
      socket.onMailSent = { [unowned socket] in socket.note("closure") }
      socket.onMessageSent = { [unowned socket] _ in socket.note("closure") }
      socket.onServerError = { [unowned socket] _, _, _ in socket.note("closure") }
      socket.onWillRetry = { [unowned socket] _, _ in socket.note("closure") }
      socket.onSendProgress = { [unowned socket] _, _ in
        socket.note("closure")
        return false
      }
      await #expect(throws: SocketError.self) { try await socket.sendMailAndWait() }
      socket.messages.append(.sample())
      let first = try await socket.sendMailAndWait()
      let second = try await socket.sendMailAndWait()
      #expect(first.refused.count == 1 && second.sent.count == 1)
      let order = socket.order.withLockedValue { $0 }
      // error; established, retry, established, server error; established, progress, message, mail.
      #expect(order.count >= 18)
      #expect(order == Array(repeating: ["method", "closure"], count: order.count / 2).flatMap(\.self))
    }
  }

  @Test("progress tells of every byte, and bytesLeftToSend agrees")
  func progress() async throws {
    try await withSandbox { sandbox in
      let socket = RecordingSocket(tellsProgress: true)
      socket.aim(at: sandbox)
      socket.onSendProgress = { [unowned socket] _, left in socket.bytesLeftToSend != left }
      let mail = EmailMessage.sample()
      mail.attachments = [EmailAttachment(name: "a.bin", bytes: Array(repeating: 7, count: 300_000))]
      socket.messages.append(mail)
      socket.sendMail()
      var told: [(sent: Int, left: Int)] = []
      for event in try await socket.events() {
        if case .sendProgress(let sent, let left) = event { told.append((sent, left)) }
      }
      let size = try await sandbox.nextMessage().content.readableBytes
      #expect(told.count > 3)
      #expect(told.allSatisfy { $0.sent + $0.left == size })
      #expect(told.map(\.sent) == told.map(\.sent).sorted())
      #expect(told.last?.left == 0)
    }
  }

  @Test("returning true from progress ends it, at the last byte too: nothing is delivered", arguments: [false, true])
  func abort(atTheEnd: Bool) async throws {
    try await withSandbox { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.onSendProgress = { _, left in atTheEnd ? left == 0 : left > 0 }
      let mail = EmailMessage.sample()
      mail.attachments = [EmailAttachment(name: "a.bin", bytes: Array(repeating: 7, count: 300_000))]
      socket.messages.append(mail)
      socket.sendMail()
      #expect(try await socket.events().last == .error(102))
      _ = try await sandbox.nextTranscript()
      #expect(sandbox.messages.isEmpty)
      #expect(socket.messages.first === mail)

      socket.onSendProgress = nil
      #expect(try await socket.sendMailAndWait().sent.first?.email === mail)
    }
  }

  @Test("disconnectFromServer() in an event ends the run with 102, and the rest stays")
  func disconnect() async throws {
    try await withSandbox { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.onMessageSent = { [unowned socket] _ in socket.disconnectFromServer() }
      socket.messages.append(contentsOf: [.sample("1"), .sample("2")])
      socket.sendMail()
      let events = try await socket.events()
      #expect(events.suffix(2) == [.messageSent("1"), .error(102)])
      #expect(socket.messages.map(\.subject) == ["2"])
    }
  }

  @Test("the next run may begin in the last event")
  func nextRun() async throws {
    try await withSandbox(script: "mail: 550 5.7.1 No") { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.onServerError = { [unowned socket] _, _, _ in
        #expect(!socket.isSending)
        socket.sendMail()
      }
      socket.messages.append(.sample())
      socket.sendMail()
      let events = try await socket.events { $0 == .mailSent }
      #expect(events.contains(.messageSent("Notes")))
    }
  }

  @Test("cancelling the task that waits ends the run")
  func cancelledTask() async throws {
    try await withSandbox(script: "data: delay=1m proceed") { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.messages.append(.sample())
      let task = Task { try await socket.sendMailAndWait() }
      _ = try await socket.events { if case .connectionEstablished = $0 { true } else { false } }
      task.cancel()
      let error = await #expect(throws: SocketError.self) { try await task.value }
      #expect(error?.code == .lostConnection)
      #expect(!socket.isSending && socket.messages.count == 1)
    }
  }
}
