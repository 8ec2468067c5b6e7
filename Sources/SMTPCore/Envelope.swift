/// Who a message is from and whom it is for, as far as SMTP is concerned, and what it asks of the server.
public struct Envelope: Sendable, Hashable {
  public let reversePath: ReversePath
  /// Never empty.
  public private(set) var recipients: [EnvelopeAddress]
  /// The body has bytes above 127, so that the server must offer 8BITMIME (RFC 6152).
  public var needsEightBitMIME: Bool
  /// The body has bytes that are no lines of text, so that the server must offer BINARYMIME, and the message go in chunks (RFC
  /// 3030).
  public var needsBinaryMIME: Bool
  /// A header field or a local part is not ASCII, or a domain is not and its A-labels are not known, so that the server must
  /// offer SMTPUTF8 (RFC 6531).
  public let needsSMTPUTF8: Bool
  /// The message's size in bytes where it is known, for SIZE (RFC 1870).
  public var size: Int?
  public var options: DeliveryOptions
  /// For those recipients that have their own.
  public let recipientOptions: [EnvelopeAddress: RecipientOptions]
  /// Domains beyond ASCII with the same in A-labels (RFC 5890 section 2.3.2.1).
  private let asciiDomains: [String: String]

  /// - Parameters:
  ///   - needsSMTPUTF8: whether the message asks for it; what the addresses ask for is found out here.
  ///   - asciiDomains: what domains beyond ASCII are in A-labels, which go on the wire where nothing else needs SMTPUTF8. One
  ///     that is no domain name in ASCII is of no use.
  /// - Throws: ``EnvelopeSyntaxError`` when there is no recipient.
  public init(
    reversePath: ReversePath,
    recipients: [EnvelopeAddress],
    needsEightBitMIME: Bool = false,
    needsBinaryMIME: Bool = false,
    needsSMTPUTF8: Bool = false,
    size: Int? = nil,
    options: DeliveryOptions = DeliveryOptions(),
    recipientOptions: [EnvelopeAddress: RecipientOptions] = [:],
    asciiDomains: [String: String] = [:]
  ) throws(EnvelopeSyntaxError) {
    guard !recipients.isEmpty else { throw .init("the message has no recipients") }
    let asciiDomains = asciiDomains.filter { _, domain in
      domain.utf8.allSatisfy { $0 < 0x80 } && (try? EnvelopeAddress.check(domain: domain)) != nil
    }
    func isSendable(_ address: EnvelopeAddress) -> Bool {
      address.isASCII || address.localPart.utf8.allSatisfy { $0 < 0x80 } && asciiDomains[address.domain] != nil
    }
    var needsSMTPUTF8 = needsSMTPUTF8 || !recipients.allSatisfy(isSendable)
    if case .address(let address) = reversePath, !isSendable(address) { needsSMTPUTF8 = true }
    self.reversePath = reversePath
    self.recipients = recipients
    self.needsEightBitMIME = needsEightBitMIME
    self.needsBinaryMIME = needsBinaryMIME
    self.needsSMTPUTF8 = needsSMTPUTF8
    self.size = size
    self.options = options
    self.recipientOptions = recipientOptions.filter { !$0.value.isEmpty }
    self.asciiDomains = asciiDomains
  }

  /// The same for some of the recipients, nil for none of them.
  public func keeping(_ isKept: (EnvelopeAddress) -> Bool) -> Envelope? {
    var envelope = self
    envelope.recipients = recipients.filter(isKept)
    return envelope.recipients.isEmpty ? nil : envelope
  }
}

extension Envelope {
  /// The sender as it goes on the wire.
  var writtenReversePath: ReversePath {
    guard case .address(let address) = reversePath else { return reversePath }
    return .address(written(address))
  }

  /// A recipient as it goes on the wire.
  func writtenRecipient(at index: Int) -> EnvelopeAddress { written(recipients[index]) }

  private func written(_ address: EnvelopeAddress) -> EnvelopeAddress {
    guard !needsSMTPUTF8, let domain = asciiDomains[address.domain] else { return address }
    return (try? EnvelopeAddress(localPart: address.localPart, domain: domain)) ?? address
  }
}
