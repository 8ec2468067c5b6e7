/// A message that can be sent: one that is composed (``Message``) or one that is given (``StoredMessage``).
///
/// The same value may be streamed any number of times, as retries ask, and gives the same bytes each time.
public protocol MessageContent: Sendable {
  /// Who sends it, for the envelope: the Sender, else the first author; nil if there is none.
  var envelopeSender: EmailAddress? { get }

  /// Whom it goes to, for the envelope: To, Cc and Bcc, each address once, in their order.
  var envelopeRecipients: [EmailAddress] { get }

  /// Its identifier, if it has one that can be read.
  var messageID: MessageID? { get }

  /// Whether its body has bytes above 127, so that the server must offer 8BITMIME (RFC 6152).
  var needsEightBitTransport: Bool { get }

  /// Whether its body has bytes that are no lines of text, so that the server must offer BINARYMIME (RFC 3030). False unless a
  /// type says otherwise.
  var needsBinaryTransport: Bool { get }

  /// Whether its header says `TLS-Required: No`: it would rather go in clear than not at all (RFC 8689 section 5).
  var declinesTLS: Bool { get }

  /// Whether its header has UTF-8 beyond ASCII, so that the server must offer SMTPUTF8 (RFC 6531).
  ///
  /// The addresses of the envelope may ask for it too: see ``EmailAddress/isASCII``.
  var hasInternationalHeader: Bool { get }

  /// Checks that there is a sender, and that the field it comes from could be read.
  /// - Throws: ``MIMEError/Code/noSender`` or what was wrong with the field.
  func validateSender() throws(MIMEError)

  /// Checks that there is at least one recipient, and that the fields they come from could be read.
  /// - Throws: ``MIMEError/Code/noRecipients`` or what was wrong with a field.
  func validateRecipients() throws(MIMEError)

  /// Begins to write the message.
  /// - Throws: ``MIMEError`` if it cannot be written, before any byte of it.
  func makeStream() throws(MIMEError) -> MessageStream

  /// Begins to write the message for a server that takes `offered`, which may make it smaller. The same as ``makeStream()``,
  /// unless a type says otherwise.
  /// - Throws: ``MIMEError`` if it cannot be written, before any byte of it.
  func makeStream(of offered: TransportNeeds) throws(MIMEError) -> MessageStream
}

extension MessageContent {
  /// Checks that there is a sender and at least one recipient, and that the fields they come from could be read.
  /// - Throws: ``MIMEError/Code/noSender``, ``MIMEError/Code/noRecipients`` or what was wrong with a field.
  public func validateEnvelope() throws(MIMEError) {
    try validateSender()
    try validateRecipients()
  }

  public var needsBinaryTransport: Bool { false }

  public func makeStream(of offered: TransportNeeds) throws(MIMEError) -> MessageStream { try makeStream() }

  public var declinesTLS: Bool { false }

  public func validateSender() throws(MIMEError) { try requireSender() }

  public func validateRecipients() throws(MIMEError) { try requireRecipients() }

  func requireSender() throws(MIMEError) {
    guard envelopeSender != nil else {
      throw MIMEError(code: .noSender, reason: "the message has neither a From nor a Sender address")
    }
  }

  func requireRecipients() throws(MIMEError) {
    guard !envelopeRecipients.isEmpty else {
      throw MIMEError(code: .noRecipients, reason: "the message has no address in To, Cc or Bcc")
    }
  }
}

extension Sequence<EmailAddress> {
  /// Each address once, where it first stands.
  var withoutDuplicates: [EmailAddress] {
    var seen: Set<EmailAddress> = []
    return filter { seen.insert($0).inserted }
  }
}

extension HeaderFields {
  static let tlsRequired = "TLS-Required"

  /// Whether a TLS-Required field is there and says No. Any other value means nothing (RFC 8689 section 5).
  var declineTLS: Bool {
    all(named: Self.tlsRequired).contains { $0.value.trimmingBlanks.asciiLowercased == "no" }
  }
}
