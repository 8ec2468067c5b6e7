import Foundation
import MIME
import MailSandbox
import NIOCore
import SMTPCore
import SMTPSending
import Testing
import XojoSockets

@Suite("Messages with Xojo's names", .timeLimit(.minutes(1)))
struct EmailMessageTests {
  /// Sends a message and gives what arrived.
  private func arrived(_ mail: EmailMessage) async throws -> SandboxMessage {
    try await withSandbox { sandbox in
      let socket = SMTPSecureSocket()
      socket.aim(at: sandbox)
      socket.messages.append(mail)
      let report = try await socket.sendMailAndWait()
      #expect(report.refused.isEmpty)
      return try await sandbox.nextMessage()
    }
  }

  private func refusal(_ mail: EmailMessage) async throws -> ServerRefusal {
    let socket = SMTPSecureSocket()
    socket.address = "localhost"
    socket.port = 1
    socket.messages.append(mail)
    let report = try await socket.sendMailAndWait()
    #expect(report.sent.isEmpty)
    return try #require(report.refused.first)
  }

  @Test("recipients of all three kinds are in the envelope, and Bcc is in no field")
  func recipients() async throws {
    let mail = EmailMessage.sample()
    mail.addRecipient("Alan <alan@example.net>")
    mail.addCCRecipient("cc@example.com")
    mail.addBCCRecipient("bcc1@example.com")
    mail.headers.addHeader("Bcc", "bcc2@example.com")
    mail.headers.addHeader("Cc", "cc2@example.com")
    mail.headers.addHeader("Reply-To", "desk@example.com")
    mail.headers.addHeader("X-Engine", "difference")
    let message = try await arrived(mail)
    let expected = ["charles", "alan", "cc", "cc2", "bcc1", "bcc2"]
    #expect(message.recipients.map(\.localPart) == expected)
    let header = message.text.components(separatedBy: "\r\n\r\n")[0]
    #expect(header.contains("To: charles@example.com,"))
    #expect(header.contains("Alan <alan@example.net>"))
    #expect(header.contains("Cc: cc@example.com, cc2@example.com"))
    #expect(header.contains("Reply-To: desk@example.com"))
    #expect(header.contains("X-Engine: difference"))
    #expect(!message.text.lowercased().contains("bcc"))
  }

  @Test("names and subjects of any script arrive as encoded words, and bodies as they are")
  func international() async throws {
    let mail = EmailMessage.sample("Grüße – 你好")
    mail.fromAddress = "Zoë Müller <zoe@example.com>"
    mail.bodyPlainText = "Grüße"
    mail.bodyEnriched = "<bold>rich</bold>"
    mail.bodyHTML = "<b>html</b>"
    let text = try await arrived(mail).text
    #expect(text.contains("Subject: =?"))
    #expect(text.contains("From: =?"))
    #expect(!text.components(separatedBy: "\r\n\r\n")[0].contains("ü"))
    for type in ["text/plain", "text/enriched", "text/html", "multipart/alternative"] {
      #expect(text.contains("Content-Type: \(type)"))
    }
  }

  @Test("an attachment may be base64 text, as Xojo's programs give it, text, bytes, or a file")
  func attachments() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sealpost-\(UUID().uuidString).txt").path
    try Data("from a file".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var encoded = EmailAttachment()
    encoded.name = "encoded.jpg"
    encoded.data = "ZnJvbSBi\r\nYXNlNjQ="
    encoded.mimeType = "image/jpeg"
    encoded.contentEncoding = "base64"
    var plain = EmailAttachment()
    plain.name = "plain.txt"
    plain.data = "from text"
    var file = EmailAttachment()
    file.name = "Bericht für Ada.txt"
    file.loadFromFile(path)
    let mail = EmailMessage.sample()
    mail.attachments = [encoded, plain, file, EmailAttachment(name: "a.bin", bytes: Array("from bytes".utf8))]
    let text = try await arrived(mail).text
    let contents = ParsedMessage(Array(text.utf8)).attachments.map {
      String(decoding: $0.decodedContent.value, as: UTF8.self)
    }
    #expect(contents == ["from base64", "from text", "from a file", "from bytes"])
    #expect(text.contains("Content-Type: image/jpeg"))
    #expect(text.contains("filename*=UTF-8''Bericht%20f%C3%BCr%20Ada.txt"))
  }

  @Test("data that is not in the encoding that it claims is refused before a server is asked")
  func badData() async throws {
    for (data, encoding) in [("no base64!", "base64"), ("x", "quoted-printable")] {
      let mail = EmailMessage.sample()
      var attachment = EmailAttachment(name: "a.bin")
      attachment.data = data
      attachment.contentEncoding = encoding
      mail.attachments.append(attachment)
      let refusal = try await refusal(mail)
      #expect(refusal.errorID == 554)
      #expect(refusal.email === mail)
    }
  }

  @Test("source is what is sent, and sent again it is the same")
  func source() async throws {
    let mail = EmailMessage.sample()
    let source = mail.source
    #expect(source == mail.source)
    #expect(try await arrived(mail).text == source)
    #expect(try await arrived(mail).text == source, "with the same Message-ID, so that nobody reads it twice")
    let draft = EmailMessage()
    #expect(draft.source.isEmpty)
    #expect(throws: SocketError.self) { try draft.makeSource() }
  }

  @Test("a message that was changed is another message, with an identifier of its own")
  func changed() throws {
    func identifier(of mail: EmailMessage) -> Substring? {
      mail.source.split(separator: "\r\n").first { $0.hasPrefix("Message-ID:") }
    }
    let mail = EmailMessage.sample()
    let first = try #require(identifier(of: mail))
    #expect(identifier(of: mail) == first)
    mail.subject = "More notes"
    let second = try #require(identifier(of: mail))
    #expect(second != first)
    mail.addRecipient("eve@example.com")
    #expect(identifier(of: mail) != second)
  }

  @Test("images that the HTML shows go with it, and an invitation is one of the alternatives")
  func inlineImages() async throws {
    let mail = EmailMessage.sample()
    mail.bodyHTML = "<img src=\"logo.png\"><img src=\"cid:seal\">"
    var seal = EmailAttachment(name: "seal.png", bytes: [2])
    seal.contentID = "seal"
    mail.inlineImages = [EmailAttachment(name: "logo.png", bytes: [1]), seal]
    mail.calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n"
    let parsed = ParsedMessage(Array(try await arrived(mail).content.readableBytesView))
    #expect(parsed.allDefects().isEmpty)
    #expect(parsed.inlineParts.map(\.decodedContent.value) == [[1], [2]])
    let logo = try #require(parsed.inlineParts.first?.contentID)
    #expect(parsed.html == "<img src=\"cid:\(logo)\"><img src=\"cid:seal\">")
    #expect(parsed.root.allParts.contains { $0.mediaType[parameter: "method"] == "REQUEST" })
    mail.calendar = "none"
    #expect(try await refusal(mail).errorID == 554)
    mail.calendar = ""
    seal.contentID = "a>b"
    mail.inlineImages = [seal]
    #expect(try await refusal(mail).errorID == 554)
  }

  @Test("of a source only the half of the envelope is read that the properties leave open")
  func halfOfEnvelope() async throws {
    let mail = EmailMessage()
    mail.source = "To: charles@example.com\r\n\r\nHi\r\n"
    mail.fromAddress = "ada@example.com"
    #expect(try await arrived(mail).text.hasPrefix("To: charles@example.com"))
    mail.source = "From: ada@example.com\r\nTo: undisclosed recipients\r\n\r\nHi\r\n"
    mail.fromAddress = ""
    mail.toAddress = "charles@example.com"
    #expect(try await arrived(mail).text.hasPrefix("From: ada@example.com"))
  }

  @Test("a source that is set is sent as it is, to whom the properties or its header name")
  func givenSource() async throws {
    let text = "From: ada@example.com\r\nTo: charles@example.com\r\nX-Odd:   as it is\r\n\r\nHi\r\n"
    let mail = EmailMessage()
    mail.source = text
    let plain = try await arrived(mail)
    #expect(plain.text == text)
    #expect(plain.recipients.map(\.localPart) == ["charles"])
    mail.addBCCRecipient("eve@example.com")
    mail.fromAddress = "bounces@example.com"
    let routed = try await arrived(mail)
    #expect(routed.text == text)
    #expect(routed.recipients.map(\.localPart) == ["eve"])
    #expect(routed.sender == .address(try .init(localPart: "bounces", domain: "example.com")))
  }

  @Test("a source with a Bcc field is refused, because everyone would see it")
  func givenBcc() async throws {
    let mail = EmailMessage()
    mail.source = "From: ada@example.com\nTo: charles@example.com\nBcc: eve@example.com\n\nHi\n"
    let refusal = try await refusal(mail)
    #expect(refusal.errorID == 554)
    #expect(refusal.message.contains("addBCCRecipient"))
  }
}

@Suite("The queue of messages")
struct EmailQueueTests {
  @Test("it is used like the array that it was")
  func array() {
    let queue = SMTPSecureSocket().messages
    let mails = ["1", "2", "3"].map { EmailMessage.sample($0) }
    queue.append(mails[0])
    queue.add(mails[1])
    queue.append(contentsOf: [mails[2], mails[0]])
    #expect(queue.count == 4 && !queue.isEmpty)
    #expect(queue[1] === mails[1] && queue[4] == nil && queue[-1] == nil)
    #expect(queue.map(\.subject) == ["1", "2", "3", "1"])
    #expect(queue.remove(mails[0]) && queue.first === mails[1])
    #expect(queue.remove(mails[0]) && !queue.remove(mails[0]))
    queue.removeAll()
    #expect(queue.isEmpty)
  }

  @Test("a message that waits twice is sent twice")
  func twice() async throws {
    try await withSandbox { sandbox in
      let socket = SMTPSecureSocket()
      socket.aim(at: sandbox)
      let mail = EmailMessage.sample()
      socket.messages.append(contentsOf: [mail, mail])
      let report = try await socket.sendMailAndWait()
      #expect(report.sent.count == 2)
      #expect(sandbox.messages.count == 2)
    }
  }
}
