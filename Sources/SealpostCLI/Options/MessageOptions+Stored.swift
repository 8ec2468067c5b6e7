import MIME
import SMTPCore
import SMTPSending

extension MessageOptions {
  /// The message of a file, sent as it is.
  func stored(_ path: String, _ signing: SigningOptions, on console: Console) throws(CommandFailure) -> Outgoing {
    let others: [(String, Bool)] = [
      ("--subject", subject != nil), ("--text", text != nil), ("--text-file", textFile != nil), ("--html", html != nil),
      ("--attach", !attach.isEmpty), ("--inline", !inline.isEmpty), ("--calendar", calendar != nil),
      ("--header", !header.isEmpty), ("--list-unsubscribe", !listUnsubscribe.isEmpty), ("--one-click", oneClick),
      ("--in-reply-to", inReplyTo != nil), ("--cc", !cc.isEmpty), ("--bcc", !bcc.isEmpty),
      ("--reply-to", !replyTo.isEmpty),
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
        path == "-" ? try StoredMessage(bytes: TextFile.input(for: "--eml", console)) : try StoredMessage(file: path)
      if routing.reversePath == nil { try message.validateSender() }
      if routing.recipients == nil { try message.validateRecipients() }
    } catch let error as MIMEError {
      throw CommandFailure(error, in: "--eml", file: path)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.unusableMessage, "--eml: \(error)")
    }
    try CommandFailure.catching { () throws(MIMEError) in _ = try message.makeStream() }
    return Outgoing(
      message: try signing.sign(message, author: message.from.first), routing: routing,
      warning: Self.warning(of: message))
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
}
