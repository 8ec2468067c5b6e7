import Foundation
import MIME

// What every reader should make of a message, said of the value that was composed and not of what our own parser reads.
extension ReadMessage {
  init(of message: Message) {
    subject = message.subject.isEmpty ? nil : message.subject
    date = message.date.map { Int($0.timeIntervalSince1970.rounded(.down)) }
    zone = message.dateZone
    messageID = message.messageID?.content
    // RFC 5322, section 3.6.2: several authors have a Sender.
    let sender = message.sender ?? (message.from.count > 1 ? message.from.first : nil)
    let resentTo = message.additionalHeaders["Resent-To"].flatMap { try? MIME.Mailbox.list($0) } ?? []
    let lists = [
      "from": message.from, "sender": [sender].compactMap { $0 }, "reply-to": message.replyTo,
      "to": message.to + message.toGroups.flatMap(\.members), "cc": message.cc + message.ccGroups.flatMap(\.members),
      "resent-to": resentTo,
    ]
    mailboxes = lists.mapValues { $0.map(Mailbox.init) }
    groups = ["to": message.toGroups.map(\.name), "cc": message.ccGroups.map(\.name)]
    fields = []
    for (name, identifiers) in [("in-reply-to", message.inReplyTo), ("references", message.references)]
    where !identifiers.isEmpty {
      fields.append(Field(name: name, value: identifiers.map(\.description).joined(separator: " ")))
    }
    for field in message.additionalHeaders where field.name.lowercased() != "resent-to" {
      fields.append(Field(name: field.name.lowercased(), value: field.value))
    }
    root = Part(rootOf: message)
    defects = []
    if !needsUTF8 { writeDomainsInASCII() }
  }

  /// Whether the header cannot do without text beyond ASCII (RFC 6532), which only local parts and identifiers need.
  private var needsUTF8: Bool {
    let identifiers = [messageID ?? ""] + fields.filter { $0.name != "x-text" && $0.name != "comments" }.map(\.value)
    return !(mailboxes.values.joined().map(\.localPart) + identifiers).allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
  }

  /// The domains of the generated messages as A-labels, which any server takes.
  private mutating func writeDomainsInASCII() {
    mailboxes = mailboxes.mapValues { list in
      list.map { mailbox in
        var mailbox = mailbox
        mailbox.domain = mailbox.domain.replacing("例え.テスト", with: "xn--r8jz45g.xn--zckzah")
        return mailbox
      }
    }
  }
}

extension ReadMessage.Mailbox {
  init(_ mailbox: MIME.Mailbox) {
    self.init(name: mailbox.name, localPart: mailbox.address.localPart, domain: mailbox.address.domain)
  }
}
