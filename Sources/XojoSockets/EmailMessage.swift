import MIME
import NIOConcurrencyHelpers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A message, with Xojo's names. It is an object, so that an event can say which one it is about.
///
///     let mail = EmailMessage()
///     mail.fromAddress = "Ada Lovelace <ada@example.com>"
///     mail.addRecipient("charles@example.com")
///     mail.subject = "Notes – the engine"
///     mail.bodyPlainText = "See note G."
///     socket.messages.append(mail)
///
/// Names, subject and texts may be of any script. Everything is checked when the message is sent, and what is wrong then
/// comes by ``SMTPSecureSocket/serverError(_:message:email:)``. What is changed after that is not in what was sent.
public final class EmailMessage: Sendable {
  struct Content: Sendable {
    var fromAddress = ""
    var toAddress = ""
    var ccAddress = ""
    var bccAddress = ""
    var subject = ""
    var bodyPlainText = ""
    var bodyHTML = ""
    var bodyEnriched = ""
    var headers = EmailHeaders()
    var attachments: [EmailAttachment] = []
    var inlineImages: [EmailAttachment] = []
    var calendar = ""
    var source = ""
    var identity: Identity?
  }

  /// What is chosen once, so that a message that is sent again is the same message to whoever gets it twice. One that was
  /// changed is another message: under the old identifier a provider may take it for a copy and drop it.
  struct Identity: Sendable {
    let date: Date
    let messageID: MessageID
    let boundary: String
  }

  private let content = NIOLockedValueBox(Content())

  public init() {}

  /// The author, as in `ada@example.com` or `Ada Lovelace <ada@example.com>`; several with commas between them.
  public var fromAddress: String {
    get { self[\.fromAddress] }
    set { self[\.fromAddress] = newValue }
  }

  /// The recipients that the To field shows, with commas between them.
  public var toAddress: String {
    get { self[\.toAddress] }
    set { self[\.toAddress] = newValue }
  }

  /// The recipients that the Cc field shows, with commas between them.
  public var ccAddress: String {
    get { self[\.ccAddress] }
    set { self[\.ccAddress] = newValue }
  }

  /// The recipients that no field shows, with commas between them.
  public var bccAddress: String {
    get { self[\.bccAddress] }
    set { self[\.bccAddress] = newValue }
  }

  public var subject: String {
    get { self[\.subject] }
    set { self[\.subject] = newValue }
  }

  /// The text. With more than one body set, the reader's program has the choice.
  public var bodyPlainText: String {
    get { self[\.bodyPlainText] }
    set { self[\.bodyPlainText] = newValue }
  }

  /// The text as HTML.
  public var bodyHTML: String {
    get { self[\.bodyHTML] }
    set { self[\.bodyHTML] = newValue }
  }

  /// The text as text/enriched (RFC 1896).
  public var bodyEnriched: String {
    get { self[\.bodyEnriched] }
    set { self[\.bodyEnriched] = newValue }
  }

  public var headers: EmailHeaders {
    get { self[\.headers] }
    set { self[\.headers] = newValue }
  }

  public var attachments: [EmailAttachment] {
    get { self[\.attachments] }
    set { self[\.attachments] = newValue }
  }

  /// Images and other files that ``bodyHTML`` shows, which Xojo's messages cannot have. The HTML names one as a file,
  /// `<img src="logo.png">`, or by its ``EmailAttachment/contentID``, `<img src="cid:logo">`.
  public var inlineImages: [EmailAttachment] {
    get { self[\.inlineImages] }
    set { self[\.inlineImages] = newValue }
  }

  /// An invitation or the like as iCalendar text (RFC 5545), which mail programs offer to accept.
  public var calendar: String {
    get { self[\.calendar] }
    set { self[\.calendar] = newValue }
  }

  /// The whole message as MIME text. Set, it is sent as it is, to the recipients of the other properties or, where these
  /// name none, those of its header; empty, the message is made from the other properties.
  ///
  /// Reads empty where the message cannot be made; ``makeSource()`` says why.
  public var source: String {
    get { (try? makeSource()) ?? "" }
    set { self[\.source] = newValue }
  }

  /// Adds a recipient that the To field shows.
  public func addRecipient(_ address: String) {
    add(address, to: \.toAddress)
  }

  /// Adds a recipient that the Cc field shows.
  public func addCCRecipient(_ address: String) {
    add(address, to: \.ccAddress)
  }

  /// Adds a recipient that no field shows.
  public func addBCCRecipient(_ address: String) {
    add(address, to: \.bccAddress)
  }

  private func add(_ address: String, to list: WritableKeyPath<Content, String>) {
    content.withLockedValue { content in
      content[keyPath: list] += content[keyPath: list].isEmpty ? address : ", \(address)"
      content.identity = nil
    }
  }

  private subscript<Value>(_ property: WritableKeyPath<Content, Value>) -> Value {
    get { content.withLockedValue { $0[keyPath: property] } }
    set {
      content.withLockedValue { content in
        content[keyPath: property] = newValue
        content.identity = nil
      }
    }
  }
}

extension EmailMessage {
  /// Everything at one moment. Date and identifier are chosen at the first after a change.
  func snapshot() -> Content {
    content.withLockedValue { content in
      if content.identity == nil, let from = try? Mailbox.list(content.fromAddress).first {
        let draft = Message(from: from, to: [])
        if let date = draft.date, let messageID = draft.messageID {
          content.identity = Identity(date: date, messageID: messageID, boundary: draft.boundary)
        }
      }
      return content
    }
  }
}
