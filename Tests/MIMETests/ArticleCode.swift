import Foundation
import MIME

// The code in the articles of Sources/MIME/MIME.docc, so that it compiles: Scripts/check-articles.py sees to it that what stands
// between each pair of marks is in the article that is named, and that the articles have no other code.

func composeANote() throws -> Message {
  // article: ComposingMessages
  let ada = try Mailbox("Ada Lovelace <ada@example.com>")
  let charles = try Mailbox("charles@example.com")
  var message = Message(from: ada, to: [charles], subject: "The engine")
  message.text = "It runs. The drawings are attached."
  message.html = "<p>It runs. The drawings are attached.</p><img src=\"engine.png\">"
  message.inlineFiles = [try Attachment(file: "engine.png")]
  message.attachments = [try Attachment(file: "drawings.pdf")]
  // end
  return message
}

func attachElsewhere(_ message: inout Message, archive: URL, original: ParsedMessage) throws {
  // article: ComposingMessages
  message.attachments.append(
    Attachment(name: "notes.csv", mediaType: try MediaType("text/csv"), bytes: Array("a,b\r\n".utf8)))
  message.attachments.append(
    Attachment(
      name: "archive.tar",
      source: ByteSource {
        let file = try FileHandle(forReadingFrom: archive)
        return { try file.read(upToCount: 1 << 16).map(Array.init) }
      }))
  message.attachments.append(Attachment(message: .stored(try StoredMessage(bytes: Array(original.bytes)))))
  // end
}

func composeInvitation(_ message: inout Message, iCalendar: String) throws {
  // article: ComposingMessages
  message.calendar = try CalendarText(iCalendar)
  // end
}

func composeForAList(_ message: inout Message) throws {
  // article: ComposingMessages
  var list = MailingList()
  list.id = "news.example.com"
  list.unsubscribe = ["https://example.com/leave?k=8f3", "mailto:leave@example.com"]
  list.offersOneClickUnsubscribe = true
  try message.set(list)
  try message.additionalHeaders.append(name: "X-Campaign", value: "spring")
  // end
}

func composeAnswer(to question: ParsedMessage, from charles: Mailbox) throws -> Message {
  // article: ComposingMessages
  let recipients = question.replyTo.isEmpty ? question.from : question.replyTo
  var answer = Message(from: charles, to: recipients, subject: "Re: " + (question.subject ?? ""), text: "Indeed.")
  if let id = question.messageID {
    answer.inReplyTo = [id]
    answer.references = question.header.references + [id]
  }
  // end
  return answer
}

func composeStructure(_ message: inout Message, markdown: String) throws {
  // article: ComposingMessages
  message.text = nil
  message.html = nil
  message.body = try .multipart(
    "alternative", [.text("See note G."), .text(markdown, subtype: "markdown"), .html("<p>See note G.</p>")])
  // end
}

func write(_ message: Message) throws -> [UInt8] {
  // article: ComposingMessages
  var bytes: [UInt8] = []
  var stream = try message.makeStream()
  while let chunk = try stream.next() { bytes += chunk }
  // end
  return bytes
}

func compareWriting(_ message: inout Message) throws {
  // article: ComposingMessages
  message.date = Date(timeIntervalSince1970: 0)
  message.dateZone = 0
  message.messageID = try MessageID("<1@example.com>")
  message.boundary = "test"
  // end
}

func read(_ bytes: [UInt8]) {
  // article: ReadingMessages
  let message = ParsedMessage(bytes)
  print(message.subject ?? "no subject", message.from)
  print(message.text ?? message.html ?? "no text")
  for file in message.attachments {
    print(file.safeFileName ?? "unnamed", file.mediaType, file.decodedContent.value.count)
  }
  // end
}

func readDefects(of message: ParsedMessage) {
  // article: ReadingMessages
  let recipients = message.header.mailboxes(in: "To")
  if !recipients.defects.isEmpty { print("not all recipients could be read:", recipients.defects) }
  // end
}

func readPicture(of message: ParsedMessage, show: ([UInt8]) -> Void) {
  // article: ReadingMessages
  if let logo = message.part(contentID: "cid:logo@example.com") {
    show(logo.decodedContent.value)
  }
  // end
}

func readReport(_ message: ParsedMessage) {
  // article: ReadingMessages
  for recipient in message.deliveryStatus?.recipients ?? [] where recipient.action == .failed {
    print(recipient.finalRecipient?.value ?? "", recipient.diagnosticCode?.value ?? recipient.status ?? "")
  }
  // end
}

func readAndForward(_ message: ParsedMessage) throws -> Message {
  // article: ReadingMessages
  var answer = try Message(message)
  answer.subject = "Fwd: " + answer.subject
  // end
  return answer
}

func takeAddresses() throws {
  // article: Addresses
  let ada = try Mailbox("\"Lovelace, Ada\" <ada@bücher.example>")
  print(ada.name ?? "", ada.address.localPart, ada.address.domain)

  do {
    _ = try EmailAddress("ada@example.com>, eve@example.net")
  } catch {
    print(error)  // names the first wrong character and its place
  }
  // end
}

func compareAddresses() throws {
  // article: Addresses
  let one = try EmailAddress("ada@bücher.example")
  let other = try EmailAddress("ada@xn--bcher-kva.example")
  print(one == other)  // true
  // end
}

func groupRecipients(_ message: inout Message, team: [Mailbox], others: [Mailbox]) throws {
  // article: Addresses
  message.toGroups = [try MailboxGroup(name: "Engineers", members: team), .undisclosedRecipients]
  message.bcc = others
  // end
}

func sign(_ message: Message) throws -> SignedMessage {
  // article: SigningMessages
  let key = try DKIMPrivateKey(String(contentsOfFile: "example.pem", encoding: .utf8))
  var signer = try DKIMSigner(domain: "example.com", selector: "mail2026", key: key)
  signer.lifetime = .seconds(7 * 86_400)
  print(signer.recordName, "TXT", key.publicKeyRecord)
  let signed = try SignedMessage(message, by: [signer])
  // end
  return signed
}

func verify(_ bytes: [UInt8], lookUp: @escaping DKIMVerifier.KeyLookup) async throws {
  // article: SigningMessages
  let verifier = DKIMVerifier(lookUpKeys: lookUp)
  for result in try await verifier.verify(bytes: bytes).results {
    print(result.domain ?? "", result.verdict, result.problem.map { "\($0)" } ?? "")
  }
  // end
}
