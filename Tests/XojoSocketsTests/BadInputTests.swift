import MailSandbox
import SMTPSending
import TLSWire
import Testing
import XojoSockets

@Suite("Bad input brings the event with its code, and leaves a socket that can be used", .timeLimit(.minutes(1)))
struct BadInputTests {
  struct NoToken: Error {}

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var script = ""
    let spoil: @Sendable (SMTPSecureSocket) -> Void
    let expects: @Sendable (Event?) -> Bool
  }

  private static let cases = [
    Case(testDescription: "no address", spoil: { $0.address = "" }, expects: { $0 == .error(103) }),
    Case(testDescription: "no port", spoil: { $0.port = 0 }, expects: { $0 == .error(107) }),
    Case(testDescription: "no such port", spoil: { $0.port = 70_000 }, expects: { $0 == .error(107) }),
    Case(
      testDescription: "a message without recipients", spoil: { $0.messages.first?.toAddress = "" },
      expects: { $0?.serverErrorID == 554 }),
    Case(
      testDescription: "a recipient that is none", spoil: { $0.messages.first?.toAddress = "nobody" },
      expects: { $0?.serverErrorID == 553 }),
    Case(
      testDescription: "a message without a sender", spoil: { $0.messages.first?.fromAddress = "" },
      expects: { $0?.serverErrorID == 553 }),
    Case(
      testDescription: "a subject with a line break",
      spoil: { $0.messages.first?.subject = "Notes\r\nBcc: eve@example.com" }, expects: { $0?.serverErrorID == 554 }),
    Case(
      testDescription: "an attachment that is not there",
      spoil: { socket in
        var attachment = EmailAttachment()
        attachment.loadFromFile("/nonexistent/report.pdf")
        socket.messages.first?.attachments.append(attachment)
      }, expects: { $0?.serverErrorID == 554 }),
    Case(
      testDescription: "a wrong password", spoil: { $0.password = "wrong" }, expects: { $0?.serverErrorID == 535 }),
    Case(
      testDescription: "a token that cannot be had",
      spoil: { $0.tokenProvider = { throw NoToken() } }, expects: { $0 == .error(202) }),
    Case(
      testDescription: "a server that vanishes before the data", script: "data: drop", spoil: { _ in },
      expects: { $0 == .error(102) }),
    Case(
      testDescription: "a server that vanishes after the data", script: "message: drop", spoil: { _ in },
      expects: { $0 == .error(102) }),
    Case(
      testDescription: "a server that refuses the connection", script: "greeting: 554 5.3.2 No", spoil: { _ in },
      expects: { $0?.serverErrorID == 554 }),
  ]

  @Test("and then it sends", arguments: cases)
  func recovers(_ bad: Case) async throws {
    try await withSandbox(script: bad.script) { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.retryPolicy = .never
      socket.messages.append(.sample())
      bad.spoil(socket)
      socket.sendMail()
      let end = try await socket.events().last
      #expect(bad.expects(end), "\(end as Any)")
      #expect(!socket.isSending && !socket.isConnected)
      #expect(socket.messages.map(\.fromAddress).count == 1, "the message is still there")

      socket.aim(at: sandbox)
      socket.tokenProvider = nil
      socket.deleteAllMessages()
      socket.messages.append(.sample("Again"))
      socket.sendMail()
      #expect(try await socket.events().suffix(2) == [.messageSent("Again"), .mailSent])
      #expect(try await sandbox.nextMessage().text.contains("Subject: Again"))
      #expect(socket.lastErrorNumber == 0)
    }
  }

  @Test("an empty queue")
  func emptyQueue() async throws {
    try await withSandbox { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.sendMail()
      let events = try await socket.events()
      #expect(events == [.error(106)])
      #expect(socket.lastErrorNumber == 106)
    }
  }

  @Test("sendMail() while sending is refused, and what is under way goes on")
  func whileSending() async throws {
    try await withSandbox { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      socket.onConnectionEstablished = { [unowned socket] _ in socket.sendMail() }
      socket.messages.append(.sample())
      socket.sendMail()
      let events = try await socket.events { $0 == .mailSent }.dropFirst()
      #expect(events == [.error(106), .messageSent("Notes"), .mailSent])
      #expect(sandbox.messages.count == 1)
    }
  }

  @Test("where nothing listens")
  func nobodyListens() async throws {
    // The sandbox holds the port, on the other loopback address, so that no other test can have it.
    try await withSandbox { sandbox in
      let socket = RecordingSocket()
      socket.address = "::1"
      socket.port = sandbox.port
      socket.retryPolicy = .never
      socket.messages.append(.sample())
      socket.sendMail()
      let events = try await socket.events()
      #expect(events == [.error(102)])
      #expect(socket.messages.count == 1)
    }
  }

  @Test("what may have been delivered is reported as ambiguous, with its message, and is still in the queue")
  func ambiguous() async throws {
    try await withSandbox(script: "message: drop") { sandbox in
      let socket = SMTPSecureSocket()
      socket.aim(at: sandbox)
      let mail = EmailMessage.sample()
      socket.messages.append(mail)
      let error = await #expect(throws: SocketError.self) { try await socket.sendMailAndWait() }
      #expect(error?.isAmbiguous == true)
      #expect(error?.email === mail)
      #expect(error?.evidence?.version == .tls13)
      #expect(socket.messages.first === mail)
    }
  }

  @Test("a recipient that is refused while others are accepted is told of, and the message is sent")
  func partlyRefused() async throws {
    try await withSandbox(script: "rcpt <gone@example.com>: 550 5.1.1 No such user") { sandbox in
      let socket = RecordingSocket()
      socket.aim(at: sandbox)
      let mail = EmailMessage.sample()
      mail.addRecipient("gone@example.com")
      socket.messages.append(mail)
      socket.sendMail()
      let events = try await socket.events { $0 == .mailSent }.dropFirst()
      #expect(
        events == [
          .serverError(550, "gone@example.com: 550 5.1.1 No such user", email: "Notes"), .messageSent("Notes"),
          .mailSent,
        ])
      #expect(socket.messages.isEmpty)
    }
  }
}

extension Event {
  fileprivate var serverErrorID: Int? {
    if case .serverError(let errorID, _, _) = self { return errorID }
    return nil
  }
}
