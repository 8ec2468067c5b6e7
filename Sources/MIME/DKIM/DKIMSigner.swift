#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// Signs messages for a domain (DKIM: RFC 6376, RFC 8301 and RFC 8463).
///
/// ```swift
/// let key = try DKIMPrivateKey(String(contentsOfFile: "example.pem", encoding: .utf8))
/// let signer = try DKIMSigner(domain: "example.com", selector: "mail2026", key: key)
/// let signed = try SignedMessage(message, by: [signer])
/// ```
///
/// The domain should be that of the author's address, so that the signature counts for DMARC. The body is always signed
/// to its end: `l=`, which lets others add to it, is never written.
public struct DKIMSigner: Sendable {
  /// The domain that answers for the message (`d=`), with A-labels and in lower case.
  public let domain: String

  /// Which of the domain's keys it is (`s=`), with A-labels and in lower case.
  public let selector: String

  /// What it signs with; ``DKIMPrivateKey/publicKeyRecord`` is to be published at ``recordName``.
  public let key: DKIMPrivateKey

  /// Relaxed unless set.
  public var headerCanonicalization = DKIMCanonicalization.relaxed

  /// Relaxed unless set.
  public var bodyCanonicalization = DKIMCanonicalization.relaxed

  /// The names of the fields to sign, each field that the message has of them; ``recommendedFields`` unless set. From is
  /// signed always.
  public var signedFields = Self.recommendedFields

  /// The names of fields that nobody may add afterwards: each is signed once more than the message has it, which breaks
  /// when there is another (RFC 6376, section 8.15). ``recommendedOversignedFields`` unless set; From always.
  ///
  /// Date and Message-ID are signed so only where the message has them: a server of submission may add what lacks (RFC
  /// 6409, section 8).
  public var oversignedFields = Self.recommendedOversignedFields

  /// For whom the domain signs (`i=`): an address in it or in a subdomain. Nil writes none.
  public var identity: EmailAddress?

  /// When the message was signed (`t=`), to a whole second; nil takes the time of signing.
  public var timestamp: Date?

  /// How long the signature holds from then on (`x=`), to a whole second; nil for ever. It should outlast the days that
  /// a message may wait in queues.
  public var lifetime: Duration?

  /// Makes a signer.
  /// - Throws: ``MIMEError/Code/invalidSignatureSetting`` if `domain` is not a host name, or `selector` is not made of
  ///   such labels.
  public init(domain: String, selector: String, key: DKIMPrivateKey) throws(MIMEError) {
    func fail(_ what: String) -> MIMEError { MIMEError(code: .invalidSignatureSetting, reason: what) }
    if let problem = DomainName.problem(in: domain) { throw fail("\(domain.excerpt): \(problem)") }
    guard !domain.hasPrefix("[") else { throw fail("\(domain.excerpt) is an address, which has no place for keys") }
    for label in selector.split(separator: ".", omittingEmptySubsequences: false) {
      if let problem = DomainName.labelProblem(label) {
        throw fail("a label of the selector \(selector.excerpt) \(problem)")
      }
    }
    guard let domainName = DKIMName(domain), let selectorName = DKIMName(selector),
      DKIMName("\(selectorName.ascii)._domainkey.\(domainName.ascii)") != nil
    else { throw fail("\(selector.excerpt) and \(domain.excerpt) are too long for a name in the DNS") }
    self.domain = domainName.ascii
    self.selector = selectorName.ascii
    self.key = key
  }
}

extension DKIMSigner {
  /// The name in the DNS that ``DKIMPrivateKey/publicKeyRecord`` belongs to, as a TXT record.
  public var recordName: String { "\(selector)._domainkey.\(domain)" }

  /// What RFC 6376 section 5.4.1 recommends, the fields that say how the body is to be read, and
  /// List-Unsubscribe-Post, which RFC 8058 wants signed.
  public static let recommendedFields = [
    "From", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "To", "Cc", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "Content-ID", "Content-Description", "Resent-Date", "Resent-From", "Resent-Sender",
    "Resent-To", "Resent-Cc", "Resent-Message-ID", "In-Reply-To", "References", "List-Id", "List-Help",
    "List-Unsubscribe", "List-Unsubscribe-Post", "List-Subscribe", "List-Post", "List-Owner", "List-Archive",
  ]

  /// The fields of which a second one, or one where there was none, would show the reader something else.
  public static let recommendedOversignedFields = [
    "From", "Reply-To", "Subject", "Date", "Message-ID", "To", "Cc", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
  ]

  /// The DKIM-Signature field for a message, folded and ended by CRLF, to be put before its first field.
  ///
  /// The message is read once, to its end, and none of its body is kept.
  /// - Throws: ``MIMEError/Code/invalidSignatureSetting`` for what the properties of this signer cannot say in a
  ///   signature, ``MIMEError/Code/noSender`` for a message without From, which must be signed, or what reading the
  ///   message throws.
  public func signatureField(for content: some MessageContent) throws(MIMEError) -> [UInt8] {
    try Self.signatureFields(for: try content.makeStream(), by: [self])
  }

  /// One field for each of `signers`, in their order.
  static func signatureFields(for stream: MessageStream, by signers: [DKIMSigner]) throws(MIMEError) -> [UInt8] {
    for signer in signers { try signer.validate() }
    let pass = try DKIMPass(stream) { _ in Set(signers.map(\.bodyScope)) }
    var fields: [UInt8] = []
    for signer in signers { fields += try signer.signatureField(for: pass) }
    return fields
  }

  private var bodyScope: DKIMBodyHash.Scope { .init(form: bodyCanonicalization) }

  private func signatureField(for pass: DKIMPass) throws(MIMEError) -> [UInt8] {
    guard pass.fields.contains(where: { $0.name == "from" }) else {
      throw MIMEError(code: .noSender, reason: "the message has no From field, which a DKIM signature must cover")
    }
    let names = namesToSign(of: pass.fields)
    var writer = DKIMFieldWriter()
    writer.write("v", "1")
    writer.write("a", key.algorithm.rawValue)
    writer.write("c", "\(headerCanonicalization.rawValue)/\(bodyCanonicalization.rawValue)")
    writer.write("d", domain)
    writer.write("s", selector)
    if let identity { writer.write("i", try Self.encode(identity, of: domain)) }
    let (start, end) = try times()
    writer.write("t", String(start))
    if let end { writer.write("x", String(end)) }
    writer.write("h", names.enumerated().map { $0.offset == 0 ? $0.element : ":\($0.element)" })
    writer.write("bh", DKIMFieldWriter.pieces(Base64.encode(pass.body(bodyScope)?.hash ?? [])))
    var unsigned = writer
    unsigned.writeSignature([])
    let hash = DKIMHeaderHash.compute(
      names.map(\.asciiLowercased), of: pass.fields, signature: DKIMHeaderField(unsigned.bytes[...]),
      form: headerCanonicalization)
    writer.writeSignature(try key.sign(hash))
    return writer.bytes
  }

  /// What `h=` lists: each name as often as the message has it, and the oversigned ones once more.
  private func namesToSign(of fields: [DKIMHeaderField]) -> [String] {
    var counts: [String: Int] = [:]
    for field in fields { counts[field.name, default: 0] += 1 }
    let oversigned = Set(oversignedFields.map(\.asciiLowercased) + ["from"])
    var names: [String] = []
    var seen: Set<String> = []
    for name in ["From"] + signedFields + oversignedFields where seen.insert(name.asciiLowercased).inserted {
      let key = name.asciiLowercased
      let count = counts[key] ?? 0
      let mayBeAdded = count == 0 && (key == "date" || key == "message-id")
      let total = count + (oversigned.contains(key) && !mayBeAdded ? 1 : 0)
      names += Array(repeating: name, count: total)
    }
    return names
  }
}
