import MIME
import MailDiagnosis

extension MessageOptions {
  /// A message of the texts and files that the options name.
  func composed(on console: Console) throws(CommandFailure) -> Message {
    guard let from else { throw .usage("--from is missing: a message needs an author") }
    guard !(to + cc + bcc).isEmpty else { throw .usage("--to is missing: a message needs a recipient") }
    guard text == nil || textFile == nil else { throw .usage("--text and --text-file exclude each other: give one") }
    guard inline.isEmpty || html != nil else { throw .usage("--inline goes with --html, which shows the file") }
    var message = Message(
      from: try Self.mailbox(from, "--from"), to: try Self.mailboxes(to, "--to"), subject: subject ?? "")
    message.cc = try Self.mailboxes(cc, "--cc")
    message.bcc = try Self.mailboxes(bcc, "--bcc")
    message.replyTo = try Self.mailboxes(replyTo, "--reply-to")
    for path in attach {
      let file = try Self.attachment(path, "--attach")
      message.attachments.append(Self.enclosedMessage(path, named: file.name) ?? file)
    }
    for path in inline { message.inlineFiles.append(try Self.attachment(path, "--inline")) }
    message.text =
      try textFile.map { path throws(CommandFailure) in try TextFile.read(path, "--text-file", console) } ?? text
    message.html = try html.map { path throws(CommandFailure) in try TextFile.read(path, "--html", console) }
    message.calendar = try calendar.map { path throws(CommandFailure) in try Self.calendar(path, console) }
    try addFields(to: &message)
    return message
  }

  private func addFields(to message: inout Message) throws(CommandFailure) {
    if let inReplyTo {
      message.inReplyTo = [
        try CommandFailure.catching(in: "--in-reply-to") { () throws(MIMEError) in try MessageID(inReplyTo) }
      ]
      message.references = message.inReplyTo
    }
    for field in header {
      let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else {
        throw .usage("--header: \"\(field.printable)\" is no field, as in \"Name: value\"")
      }
      try CommandFailure.catching(in: "--header") { () throws(MIMEError) in
        let value = String(parts[1].drop { $0 == " " })
        try message.additionalHeaders.append(name: parts[0], value: value)
      }
    }
    guard !listUnsubscribe.isEmpty || oneClick else { return }
    var list = MailingList()
    list.unsubscribe = listUnsubscribe
    list.offersOneClickUnsubscribe = oneClick
    // Added, for other fields of a list may have come by --header.
    try CommandFailure.catching(in: oneClick ? "--one-click" : "--list-unsubscribe") { () throws(MIMEError) in
      for field in try list.fields() { message.additionalHeaders.append(field) }
    }
  }

  private static func calendar(_ path: String, _ console: Console) throws(CommandFailure) -> CalendarText {
    let text = try TextFile.read(path, "--calendar", console)
    do {
      return try CalendarText(text)
    } catch {
      throw CommandFailure(error, in: "--calendar", file: path)
    }
  }

  /// An `.eml` as a message that readers open in place. Nil where it is none, or where it could not go to every server, by its bytes
  /// or the length of its lines: nothing may encode it (RFC 2046, section 5.2.1), while a file of bytes always goes.
  private static func enclosedMessage(_ path: String, named name: String) -> Attachment? {
    guard name.lowercased().hasSuffix(".eml"), let stored = try? StoredMessage(file: path),
      !stored.needsEightBitTransport, !stored.hasInternationalHeader, stored.longestLine <= 998
    else { return nil }
    return Attachment(name: name, message: .stored(stored))
  }

  private static func attachment(_ path: String, _ option: String) throws(CommandFailure) -> Attachment {
    do {
      return try Attachment(file: path)
    } catch {
      throw CommandFailure(error, in: option, file: path)
    }
  }
}
