import Foundation
import MIME

/// Dovecot's IMAP server over its standard input and output, without a login: what it tells of messages in a Maildir
/// by ENVELOPE, BODYSTRUCTURE (RFC 3501) and BINARY (RFC 3516).
struct DovecotReader: MessageReader {
  func read(_ files: [String], in directory: TemporaryDirectory) async throws -> [ReadMessage] {
    let account = try SystemAccount(user: "nobody", group: "nogroup")
    for name in ["mail", "mail/cur", "mail/new", "mail/tmp"] { try directory.makeDirectory(name, owner: account) }
    for (index, file) in files.enumerated() {
      // They get their numbers by the time in their names.
      let place = directory.path("mail/cur/\(1_000_000_000 + index).eml:2,S")
      try FileManager.default.copyItem(atPath: file, toPath: place)
      try TemporaryDirectory.give(place, to: account)
    }
    let configuration = try directory.write(
      """
      log_path = /dev/stderr
      ssl = no
      base_dir = \(directory.path("run"))
      state_dir = \(directory.path("state"))
      stats_writer_socket_path =
      mail_location = maildir:\(directory.path("mail")):INDEX=MEMORY
      mail_uid = nobody
      mail_gid = nogroup

      """, to: "dovecot.conf")
    let script = try directory.write(Self.script, to: "dovecot.py")
    let result = try await LocalProcess.run(
      "python3", [script, try Tool.require("imap"), configuration, "\(files.count)"])
    return try decode(result.output)
  }

  func sparing(_ message: Message) throws -> Message {
    // Of several blanks in a row it drops all but one, from a subject and from quoted strings, where each is content
    // (RFC 5322, sections 2.2.3 and 3.2.4). Encoded words it hands on.
    func spare(_ text: String) -> String {
      text.utf8.allSatisfy { $0 < 0x80 } ? text.split(separator: " ").joined(separator: " ") : text
    }
    func spare(_ mailbox: MIME.Mailbox) -> MIME.Mailbox {
      MIME.Mailbox(name: mailbox.name.map(spare), address: mailbox.address)
    }
    var message = message
    message.subject = spare(message.subject)
    message.from = message.from.map(spare)
    message.sender = message.sender.map(spare)
    message.to = message.to.map(spare)
    message.cc = message.cc.map(spare)
    message.replyTo = message.replyTo.map(spare)
    message.toGroups = try message.toGroups.map {
      try MailboxGroup(name: spare($0.name), members: $0.members.map(spare))
    }
    return message
  }

  /// It makes lines of what lies in a Maildir, which no bytes survive but those of text.
  func form(_ offered: TransportNeeds, for message: Message) -> TransportNeeds { offered.subtracting(.binaryBody) }

  func peculiarities(of message: ReadMessage) -> ReadMessage {
    var message = message
    // ENVELOPE has no other fields, and those that are missing it fills in (RFC 3501, section 7.4.2).
    message.fields = []
    message.mailboxes["resent-to"] = nil
    for name in ["sender", "reply-to"] where message.mailboxes[name]?.isEmpty != false {
      message.mailboxes[name] = message.mailboxes["from"]
    }
    return message
  }
}
