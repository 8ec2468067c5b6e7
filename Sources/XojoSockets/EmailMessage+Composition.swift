import MIME
import SMTPCore
import SMTPSending

extension EmailMessage {
  /// A message that can be sent, with where it goes.
  struct Outgoing: Sendable {
    let content: any MessageContent
    let routing: SMTPClient.Routing
  }

  /// The whole message as MIME text: ``source``, or why there is none.
  /// - Throws: ``SocketError`` with ``SocketError/Code/invalidState`` that names what is wrong, or cannot be read.
  public func makeSource() throws(SocketError) -> String {
    let content = snapshot()
    guard content.source.isEmpty else { return content.source }
    do throws(EmailFault) {
      let message = try content.composed()
      let bytes = try EmailFault.catching { () throws(MIMEError) in
        var stream = try message.makeStream()
        var bytes: [UInt8] = []
        while let chunk = try stream.next() { bytes += chunk }
        return bytes
      }
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      throw SocketError(.invalidState, error.text, email: self)
    }
  }

  func outgoing() throws(EmailFault) -> Outgoing {
    let content = snapshot()
    guard content.source.isEmpty else { return try content.given() }
    let message = try content.composed()
    try EmailFault.catching { () throws(MIMEError) in try message.validateEnvelope() }
    return Outgoing(content: message, routing: SMTPClient.Routing())
  }
}

extension EmailMessage.Content {
  /// ``source`` as it is, with the envelope that the other properties give, as far as they do.
  fileprivate func given() throws(EmailFault) -> EmailMessage.Outgoing {
    let message = try EmailFault.catching { () throws(MIMEError) in try StoredMessage(bytes: Array(source.utf8)) }
    guard message.header["Bcc"] == nil else {
      throw EmailFault(.unusable, "the source has a Bcc field, which everyone would see: use addBCCRecipient instead")
    }
    let lists = [toAddress, ccAddress, bccAddress].joined(separator: ", ")
    let recipients = try EmailFault.catching { () throws(MIMEError) in try Mailbox.list(lists).map(\.address) }
    let sender = try EmailFault.catching { () throws(MIMEError) in try Mailbox.list(fromAddress).first?.address }
    try EmailFault.catching { () throws(MIMEError) in
      if recipients.isEmpty { try message.validateRecipients() }
      if sender == nil { try message.validateSender() }
    }
    var routing = SMTPClient.Routing(recipients: recipients.isEmpty ? nil : recipients)
    if let sender { routing.reversePath = try Self.reversePath(sender) }
    return EmailMessage.Outgoing(content: message, routing: routing)
  }

  private static func reversePath(_ sender: EmailAddress) throws(EmailFault) -> ReversePath {
    do throws(EnvelopeSyntaxError) {
      return .address(try EnvelopeAddress(localPart: sender.localPart, domain: sender.domain))
    } catch {
      throw EmailFault(.address, "\(error)")
    }
  }

  fileprivate func composed() throws(EmailFault) -> Message {
    let authors = try EmailFault.catching { () throws(MIMEError) in try Mailbox.list(fromAddress) }
    guard let author = authors.first else { throw EmailFault(.address, "the message has no fromAddress") }
    var message = try EmailFault.catching { () throws(MIMEError) in
      var message = Message(from: author, to: try Mailbox.list(toAddress), subject: subject)
      message.from = authors
      message.cc = try Mailbox.list(ccAddress)
      message.bcc = try Mailbox.list(bccAddress)
      return message
    }
    if let identity {
      message.date = identity.date
      message.messageID = identity.messageID
      message.boundary = identity.boundary
    }
    message.text = bodyPlainText.isEmpty ? nil : bodyPlainText
    message.enriched = bodyEnriched.isEmpty ? nil : bodyEnriched
    message.html = bodyHTML.isEmpty ? nil : bodyHTML
    for attachment in attachments { message.attachments.append(try attachment.attachment()) }
    for image in inlineImages { message.inlineFiles.append(try image.attachment()) }
    if !calendar.isEmpty {
      message.calendar = try EmailFault.catching { () throws(MIMEError) in try CalendarText(calendar) }
    }
    for field in headers.fields {
      try EmailFault.catching { () throws(MIMEError) in try message.add(field) }
    }
    return message
  }
}

extension Message {
  /// Fields that the message writes itself become what they say. So a Bcc that a program adds by hand stays out of the
  /// header too.
  fileprivate mutating func add(_ field: EmailHeaders.Field) throws(MIMEError) {
    switch field.name.lowercased() {
    case "to": to += try Mailbox.list(field.value)
    case "cc": cc += try Mailbox.list(field.value)
    case "bcc": bcc += try Mailbox.list(field.value)
    case "reply-to": replyTo += try Mailbox.list(field.value)
    case "sender": sender = try Mailbox(field.value)
    case "message-id": messageID = try MessageID(field.value)
    default: try additionalHeaders.append(name: field.name, value: field.value)
    }
  }
}
