import Crypto
import Foundation
import MIME

// What every reader should make of a message, said of the value that was composed and not of what our own parser reads.
extension ReadMessage {
  init(of message: Message) {
    subject = message.subject.isEmpty ? nil : message.subject
    date = message.date.map { Int($0.timeIntervalSince1970.rounded(.down)) }
    zone = message.dateZone
    messageID = message.messageID?.content
    mailboxes = [:]
    fields = []
    root = Self.root(of: message)
    defects = []

    // RFC 5322, section 3.6.2: several authors have a Sender.
    let sender = message.sender ?? (message.from.count > 1 ? message.from.first : nil)
    let lists = [
      "from": message.from, "sender": [sender].compactMap { $0 }, "reply-to": message.replyTo, "to": message.to,
      "cc": message.cc,
    ]
    for (name, list) in lists where !list.isEmpty { mailboxes[name] = list.map(Mailbox.init) }
    for field in message.additionalHeaders {
      if field.name.lowercased() == "resent-to" {
        mailboxes["resent-to"] = ((try? MIME.Mailbox.list(field.value)) ?? []).map(Mailbox.init)
      } else {
        fields.append(Field(name: field.name.lowercased(), value: field.value))
      }
    }
  }

  private static func root(of message: Message) -> Part {
    let body = body(of: message)
    guard !message.attachments.isEmpty else { return body ?? Part(text: "", subtype: "plain") }
    return Part(type: "multipart/mixed", parts: [body].compactMap { $0 } + message.attachments.map(Part.init))
  }

  /// What is to be read, in all its forms, the plainest first (RFC 2046, section 5.1.4).
  private static func body(of message: Message) -> Part? {
    var texts: [Part] = []
    if let text = message.text { texts.append(Part(text: text, subtype: "plain")) }
    if let text = message.enriched { texts.append(Part(text: text, subtype: "enriched")) }
    if let text = message.html { texts.append(Part(text: text, subtype: "html")) }
    return texts.count > 1 ? Part(type: "multipart/alternative", parts: texts) : texts.first
  }
}

extension ReadMessage.Mailbox {
  init(_ mailbox: MIME.Mailbox) {
    self.init(name: mailbox.name, localPart: mailbox.address.localPart, domain: mailbox.address.domain)
  }
}

extension ReadMessage.Part {
  /// A text that is shown; on the way its lines end with CRLF.
  fileprivate init(text: String, subtype: String) {
    let text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    self.init(type: "text/\(subtype)", text: text)
    setContent(Array(text.replacing("\n", with: "\r\n").utf8))
  }

  fileprivate init(_ attachment: MIME.Attachment) {
    let type = attachment.mediaType
    self.init(type: "\(type.type)/\(type.subtype)", name: attachment.name, disposition: "attachment")
    for parameter in type.parameters { parameters[parameter.name] = parameter.value }
    if case .bytes(let bytes) = attachment.content { setContent(bytes) }
  }

  mutating func setContent(_ bytes: [UInt8]) {
    size = bytes.count
    digest = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
  }
}
