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

  @Option(help: ArgumentHelp("A file to attach. Repeatable.", valueName: "file"))
  var attach: [String] = []

  @Option(
    help: ArgumentHelp(
      "A whole message to send as it is, a Bcc field included; - is standard input.", valueName: "file"))
  var eml: String?
}

extension MessageOptions {
  /// How many options read standard input.
  var readersOfInput: [String] {
    let files = [("--text-file", textFile), ("--html", html), ("--eml", eml)]
    return files.filter { $0.1 == "-" }.map(\.0)
  }

  /// A message, and where it goes.
  struct Outgoing: Sendable {
    let message: any MessageContent
    var routing: SMTPClient.Routing
    /// What a person should know before it goes.
    var warning: String?
  }

  /// Reads everything that the message is made of, and checks that it can be sent.
  /// - Throws: ``CommandFailure`` that names the option and the file.
  func outgoing(on console: Console) throws(CommandFailure) -> Outgoing {
    if let eml { return try stored(eml, on: console) }
    return try composed(on: console)
  }

  private func composed(on console: Console) throws(CommandFailure) -> Outgoing {
    guard let from else { throw .usage("--from is missing: a message needs an author") }
    guard !(to + cc + bcc).isEmpty else { throw .usage("--to is missing: a message needs a recipient") }
    guard text == nil || textFile == nil else { throw .usage("--text and --text-file exclude each other: give one") }
    var message = Message(
      from: try Self.mailbox(from, "--from"), to: try Self.mailboxes(to, "--to"), subject: subject ?? "")
    message.cc = try Self.mailboxes(cc, "--cc")
    message.bcc = try Self.mailboxes(bcc, "--bcc")
    message.replyTo = try Self.mailboxes(replyTo, "--reply-to")
    for path in attach { message.attachments.append(try Self.attachment(path)) }
    message.text =
      try textFile.map { path throws(CommandFailure) in try Self.read(path, "--text-file", console) } ?? text
    message.html = try html.map { path throws(CommandFailure) in try Self.read(path, "--html", console) }
    try Self.check(message)
    return Outgoing(message: message, routing: SMTPClient.Routing())
  }

  private func stored(_ path: String, on console: Console) throws(CommandFailure) -> Outgoing {
    let others: [(String, Bool)] = [
      ("--subject", subject != nil), ("--text", text != nil), ("--text-file", textFile != nil), ("--html", html != nil),
      ("--attach", !attach.isEmpty), ("--cc", !cc.isEmpty), ("--bcc", !bcc.isEmpty), ("--reply-to", !replyTo.isEmpty),
    ]
    if let other = others.first(where: \.1)?.0 {
      throw .usage("\(other) and --eml exclude each other: the file is sent as it is")
    }
    var routing = SMTPClient.Routing()
    if let from { routing.reversePath = try Self.reversePath(from) }
    if !to.isEmpty { routing.recipients = try Self.mailboxes(to, "--to").map(\.address) }
    let message: StoredMessage
    do {
      message =
        path == "-" ? try StoredMessage(bytes: Self.input(for: "--eml", console)) : try StoredMessage(file: path)
      if routing.reversePath == nil { try message.validateSender() }
      if routing.recipients == nil { try message.validateRecipients() }
    } catch let error as MIMEError {
      throw CommandFailure(error, in: "--eml", file: path)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.unusableMessage, "--eml: \(error)")
    }
    try Self.check(message)
    return Outgoing(message: message, routing: routing, warning: Self.warning(of: message))
  }

  private static func warning(of message: StoredMessage) -> String? {
    let blind = ["Bcc", "Resent-Bcc"].first { name in message.header.all(named: name).contains { !$0.value.isEmpty } }
    return blind.map { "the message has a \($0) field, which every recipient will see: it is sent as it is" }
  }

  private static func reversePath(_ text: String) throws(CommandFailure) -> ReversePath {
    if text == "<>" { return .null }
    let address = try mailbox(text, "--from").address
    do {
      return .address(try EnvelopeAddress(localPart: address.localPart, domain: address.domain))
    } catch {
      throw .usage("--from: \(error)")
    }
  }

  private static func mailbox(_ text: String, _ option: String) throws(CommandFailure) -> Mailbox {
    do {
      return try Mailbox(text)
    } catch {
      throw CommandFailure(error, in: option)
    }
  }

  private static func mailboxes(_ texts: [String], _ option: String) throws(CommandFailure) -> [Mailbox] {
    try texts.map { text throws(CommandFailure) in try mailbox(text, option) }
  }

  private static func attachment(_ path: String) throws(CommandFailure) -> Attachment {
    do {
      return try Attachment(file: path)
    } catch {
      throw CommandFailure(error, in: "--attach", file: path)
    }
  }

  /// Whether it can be written at all, before anybody is told of it.
  private static func check(_ message: some MessageContent) throws(CommandFailure) {
    do {
      _ = try message.makeStream()
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func input(for option: String, _ console: Console) throws(CommandFailure) -> [UInt8] {
    do {
      return try console.readInput(.max)
    } catch {
      throw CommandFailure(.noInput, "\(option): standard input cannot be read")
    }
  }

  private static func read(_ path: String, _ option: String, _ console: Console) throws(CommandFailure) -> String {
    let name = path == "-" ? "standard input" : path.printable
    let bytes: [UInt8]
    if path == "-" {
      bytes = try input(for: option, console)
    } else {
      do {
        bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      } catch {
        let exists = FileManager.default.fileExists(atPath: path)
        throw CommandFailure(.noInput, "\(option): \(exists ? "\(name) cannot be read" : "no file at \(name)")")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(.unusableMessage, "\(option): \(name) is not UTF-8")
    }
    return text
  }
}
