/// Who a message is from and whom it is for, as far as SMTP is concerned, and what it needs of the server.
public struct Envelope: Sendable, Hashable {
  public var reversePath: ReversePath
  /// Never empty.
  public private(set) var recipients: [EnvelopeAddress]
  /// The body has bytes above 127, so that the server must offer 8BITMIME (RFC 6152).
  public var needsEightBitMIME: Bool
  /// An address or a header field is not ASCII, so that the server must offer SMTPUTF8 (RFC 6531).
  public var needsSMTPUTF8: Bool
  /// The message's size in bytes where it is known, for SIZE (RFC 1870).
  public var size: Int?

  /// - Throws: ``EnvelopeSyntaxError`` when there is no recipient.
  public init(
    reversePath: ReversePath,
    recipients: [EnvelopeAddress],
    needsEightBitMIME: Bool = false,
    needsSMTPUTF8: Bool = false,
    size: Int? = nil
  ) throws(EnvelopeSyntaxError) {
    guard !recipients.isEmpty else { throw .init("the message has no recipients") }
    var needsSMTPUTF8 = needsSMTPUTF8 || !recipients.allSatisfy(\.isASCII)
    if case .address(let address) = reversePath, !address.isASCII { needsSMTPUTF8 = true }
    self.reversePath = reversePath
    self.recipients = recipients
    self.needsEightBitMIME = needsEightBitMIME
    self.needsSMTPUTF8 = needsSMTPUTF8
    self.size = size
  }

  /// The same for some of the recipients; nil for none.
  public func with(recipients: [EnvelopeAddress]) -> Envelope? {
    guard !recipients.isEmpty else { return nil }
    var envelope = self
    envelope.recipients = recipients
    return envelope
  }

  /// The parameters of MAIL: only those that this message needs, because servers exist that advertise an extension and
  /// then refuse its parameter (Exchange and SMTPUTF8).
  func mailParameters(for capabilities: Capabilities) throws(SessionError) -> [ESMTPParameter] {
    var parameters: [ESMTPParameter] = []
    if let size, capabilities.offersSize {
      if let limit = capabilities.maximumMessageSize, size > limit {
        throw .init(.messageTooLarge(size: size, limit: limit), in: .envelope)
      }
      parameters.append(.size(size))
    }
    if needsEightBitMIME {
      guard capabilities.offers8BitMIME else { throw .init(.extensionNotOffered("8BITMIME"), in: .envelope) }
      parameters.append(.body8BitMIME)
    }
    if needsSMTPUTF8 {
      guard capabilities.offersSMTPUTF8 else { throw .init(.extensionNotOffered("SMTPUTF8"), in: .envelope) }
      parameters.append(.smtpUTF8)
    }
    return parameters
  }
}
