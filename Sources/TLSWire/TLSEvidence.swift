/// What two sides of a connection said about TLS, read from the bytes that crossed the wire.
///
/// ```swift
/// print(evidence)  // TLSv1.3, TLS_AES_128_GCM_SHA256, x25519
/// ```
///
/// `libraryVersion` and `certificate` cannot be read from the wire in every version; whoever knows them sets them.
/// In JSON, values that are not known are `null`; `alpn` is left out.
public struct TLSEvidence: Sendable, Hashable {
  /// Where the evidence comes from.
  public enum Source: String, Sendable, Hashable, Codable {
    /// The hello messages as they were seen on the wire.
    case wire
  }

  /// The version that the server chose in its final ServerHello; `nil` where none was agreed.
  public let version: TLSVersion?
  /// The cipher suite that the server chose.
  public let cipherSuite: CipherSuite?
  /// The group of the key exchange; `nil` for static RSA, for finite-field groups of TLS 1.2 and below, which have no
  /// code there, and for a resumption without a key exchange.
  public let keyExchange: NamedGroup?
  /// What the client offered, in its order. A client without `supported_versions` states only its highest.
  public let offeredVersions: [TLSVersion]
  /// The host name that the client asked for (RFC 6066, section 3).
  public let serverName: String?
  /// The application protocol that the server chose where that can be seen: in TLS 1.2 and below (RFC 7301).
  public let alpn: String?
  /// Whether an earlier session was resumed, or another pre-shared key taken.
  public let resumed: Bool
  public let source: Source
  /// The version that the TLS library reports.
  public var libraryVersion: TLSVersion?
  /// The peer's certificate.
  public var certificate: CertificateEvidence?

  public init(
    version: TLSVersion? = nil, cipherSuite: CipherSuite? = nil, keyExchange: NamedGroup? = nil,
    offeredVersions: [TLSVersion] = [], serverName: String? = nil, alpn: String? = nil, resumed: Bool = false,
    source: Source = .wire, libraryVersion: TLSVersion? = nil, certificate: CertificateEvidence? = nil
  ) {
    self.version = version
    self.cipherSuite = cipherSuite
    self.keyExchange = keyExchange
    self.offeredVersions = offeredVersions
    self.serverName = serverName
    self.alpn = alpn
    self.resumed = resumed
    self.source = source
    self.libraryVersion = libraryVersion
    self.certificate = certificate
  }
}

extension TLSEvidence: CustomStringConvertible {
  /// One line, such as `TLSv1.3, TLS_AES_128_GCM_SHA256, x25519`.
  public var description: String {
    guard let version else { return "no TLS version agreed" }
    let parts = [version.description, cipherSuite?.description, keyExchange?.description, resumed ? "resumed" : nil]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}

extension TLSEvidence: Codable {
  private enum CodingKeys: String, CodingKey {
    case version, cipherSuite, keyExchange, offeredVersions, serverName, alpn, resumed, source, libraryVersion
    case certificate
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      version: try container.decodeIfPresent(TLSVersion.self, forKey: .version),
      cipherSuite: try container.decodeIfPresent(CipherSuite.self, forKey: .cipherSuite),
      keyExchange: try container.decodeIfPresent(NamedGroup.self, forKey: .keyExchange),
      offeredVersions: try container.decode([TLSVersion].self, forKey: .offeredVersions),
      serverName: try container.decodeIfPresent(String.self, forKey: .serverName),
      alpn: try container.decodeIfPresent(String.self, forKey: .alpn),
      resumed: try container.decode(Bool.self, forKey: .resumed),
      source: try container.decode(Source.self, forKey: .source),
      libraryVersion: try container.decodeIfPresent(TLSVersion.self, forKey: .libraryVersion),
      certificate: try container.decodeIfPresent(CertificateEvidence.self, forKey: .certificate))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(version, forKey: .version)
    try container.encode(cipherSuite, forKey: .cipherSuite)
    try container.encode(keyExchange, forKey: .keyExchange)
    try container.encode(offeredVersions, forKey: .offeredVersions)
    try container.encode(serverName, forKey: .serverName)
    try container.encodeIfPresent(alpn, forKey: .alpn)
    try container.encode(resumed, forKey: .resumed)
    try container.encode(source, forKey: .source)
    try container.encode(libraryVersion, forKey: .libraryVersion)
    try container.encode(certificate, forKey: .certificate)
  }
}
