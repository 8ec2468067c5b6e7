import Foundation
import MIME

// What our own parser says, to be held against another.
extension ReadMessage {
  init(of message: ParsedMessage) {
    subject = message.subject
    date = message.date.map { Int($0.timeIntervalSince1970) }
    messageID = message.messageID?.content
    let lists = [
      "from": message.from, "sender": [message.sender].compactMap { $0 }, "reply-to": message.replyTo,
      "to": message.to, "cc": message.cc,
    ]
    mailboxes = lists.mapValues { $0.map(Mailbox.init) }
    groups = [:]
    fields = []
    root = Part(message.root)
    defects = []
  }
}

extension ReadMessage.Part {
  init(_ part: MIMEPart) {
    self.init(type: "\(part.mediaType.type)/\(part.mediaType.subtype)")
    for parameter in part.mediaType.parameters where !["boundary", "charset"].contains(parameter.name) {
      parameters[parameter.name] = parameter.value
    }
    name = part.disposition?[parameter: "filename"]
    disposition = part.disposition?.type
    contentID = part.contentID
    if let message = part.enclosedMessage {
      messages = [ReadMessage(of: message)]
      return
    }
    parts = part.parts.map(ReadMessage.Part.init)
    guard !part.isMultipart else { return }
    setContent(part.decodedContent.value)
    if disposition != "attachment" { text = part.text?.value }
  }
}
