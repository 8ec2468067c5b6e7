import MailDiagnosis
import ArgumentParser
import Foundation
import MIME
import SMTPCore
import SMTPSending

/// What is sent, from whom and to whom.
struct MessageOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who it is from. With --eml: where bounces go.", valueName: "mailbox"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Whom it goes to. With --eml: in place of those in its header. Repeatable.", valueName: "mailbox"))
  var to: [String] = []

  @Option(help: ArgumentHelp("Who gets a copy. Repeatable.", valueName: "mailbox"))
  var cc: [String] = []

  @Option(help: ArgumentHelp("Who gets a copy that nobody else sees. Repeatable.", valueName: "mailbox"))
  var bcc: [String] = []

  @Option(help: ArgumentHelp("Where answers go. Repeatable.", valueName: "mailbox"))
  var replyTo: [String] = []

  @Option(help: ArgumentHelp("The subject.", valueName: "text"))
  var subject: String?

  @Option(help: ArgumentHelp("The text itself.", valueName: "text"))
  var text: String?

  @Option(help: ArgumentHelp("A file with the text, in UTF-8; - is standard input.", valueName: "file"))
  var textFile: String?

  @Option(help: ArgumentHelp("A file with the text as HTML, in UTF-8; - is standard input.", valueName: "file"))
  var html: String?

  @Option(help: ArgumentHelp("A file to attach; an .eml as a message. Repeatable.", valueName: "file"))
  var attach: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file that the HTML shows, which names it as in <img src=\"logo.png\">. Repeatable.", valueName: "file"))
  var inline: [String] = []

  @Option(help: ArgumentHelp("An invitation as iCalendar text; - is standard input.", valueName: "file"))
  var calendar: String?

  @Option(help: ArgumentHelp("The Message-ID of the message that this one answers.", valueName: "id"))
  var inReplyTo: String?

  @Option(
    help: ArgumentHelp("A URL to leave the list by, https: or mailto:. Repeatable, the best first.", valueName: "url"))
  var listUnsubscribe: [String] = []

  @Flag(help: "Say that a POST to the https: URL of --list-unsubscribe is enough to leave (RFC 8058).")
  var oneClick = false

  @Option(
    help: ArgumentHelp("Another field of the header, as in \"X-Campaign: spring\". Repeatable.", valueName: "field"))
  var header: [String] = []

  @Option(
    help: ArgumentHelp(
      "A whole message to send as it is, a Bcc field included; - is standard input.", valueName: "file"))
  var eml: String?
}

extension MessageOptions {
  /// Which options read standard input.
  var readersOfInput: [String] {
    let files = [("--text-file", textFile), ("--html", html), ("--calendar", calendar), ("--eml", eml)]
    return files.filter { $0.1 == "-" }.map(\.0)
  }

  /// A message, and where it goes.
  struct Outgoing: Sendable {
    let message: any MessageContent
    var routing: SMTPClient.Routing
    /// What a person should know before it goes.
    var warning: String?
  }

  /// Reads everything that the message is made of, signs it, and checks that it can be sent.
  /// - Throws: ``CommandFailure`` that names the option and the file.
  func outgoing(signing: SigningOptions, on console: Console) throws(CommandFailure) -> Outgoing {
    if let eml { return try stored(eml, signing, on: console) }
    let message = try composed(on: console)
    // Whether it can be written at all, before anybody is told of it.
    try CommandFailure.catching { () throws(MIMEError) in _ = try message.makeStream() }
    return Outgoing(
      message: try signing.sign(message, author: message.from.first), routing: SMTPClient.Routing())
  }

  static func mailbox(_ text: String, _ option: String) throws(CommandFailure) -> Mailbox {
    try CommandFailure.catching(in: option) { () throws(MIMEError) in try Mailbox(text) }
  }

  static func mailboxes(_ texts: [String], _ option: String) throws(CommandFailure) -> [Mailbox] {
    try texts.map { text throws(CommandFailure) in try mailbox(text, option) }
  }
}
