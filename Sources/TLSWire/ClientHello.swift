public import NIOCore

/// The message with which a client says what it can do (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2).
public struct ClientHello: Sendable, Hashable {
  /// The version that the record layer claimed. It says nothing about what the client can do (RFC 8996).
  public var recordVersion: TLSVersion
  /// The client's highest version up to TLS 1.2; also what a client of TLS 1.3 writes here.
  public var legacyVersion: TLSVersion
  /// 32 bytes.
  public var random: ByteBuffer
  /// 0 to 32 bytes.
  public var sessionID: ByteBuffer
  /// In the client's order, with the values that mean nothing (RFC 8701).
  public var cipherSuites: [CipherSuite]
  /// In the client's order.
  public var extensions: [TLSExtension]

  public init(
    recordVersion: TLSVersion, legacyVersion: TLSVersion, random: ByteBuffer, sessionID: ByteBuffer,
    cipherSuites: [CipherSuite], extensions: [TLSExtension]
  ) {
    self.recordVersion = recordVersion
    self.legacyVersion = legacyVersion
    self.random = random
    self.sessionID = sessionID
    self.cipherSuites = cipherSuites
    self.extensions = extensions
  }

  /// The versions of `supported_versions` in the client's order, without those that mean nothing; without that
  /// extension, the legacy version alone, which stands for itself and every older one that the client accepts.
  public var offeredVersions: [TLSVersion] {
    supportedVersions ?? [legacyVersion]
  }

  /// The versions of the extension `supported_versions`, if the client sent it.
  var supportedVersions: [TLSVersion]? {
    (try? Self.parseSupportedVersions(extensions)) ?? nil
  }

  /// The host name in `server_name` (RFC 6066, section 3).
  public var serverName: String? {
    (try? Self.parseServerName(extensions)) ?? nil
  }

  /// The application protocols offered, in the client's order (RFC 7301).
  public var alpnProtocols: [String] {
    (try? Self.parseALPN(extensions)) ?? []
  }

  /// The groups of `supported_groups` in the client's order, without those that mean nothing.
  public var supportedGroups: [NamedGroup] {
    (try? Self.parseSupportedGroups(extensions)) ?? []
  }

  /// The groups for which the client sent a key share, in its order, without those that mean nothing.
  public var keyShareGroups: [NamedGroup] {
    (try? Self.parseKeyShareGroups(extensions)) ?? []
  }

  /// Whether the client would resume a session: by `pre_shared_key`, a session ticket, or a session ID.
  ///
  /// A client of TLS 1.3 also sends a session ID that resumes nothing, to please middleboxes (RFC 8446, D.4); that does
  /// not count.
  public var offersResumption: Bool {
    if offersPreSharedKey { return true }
    if let ticket = extensions.body(of: TLSExtension.sessionTicket), ticket.readableBytes > 0 { return true }
    return sessionID.readableBytes > 0 && !offers(.tls13)
  }

  var offersPreSharedKey: Bool {
    extensions.body(of: TLSExtension.preSharedKey) != nil
  }

  /// Whether an answer in this version is one that the client asked for.
  func offers(_ version: TLSVersion) -> Bool {
    guard let supportedVersions else { return version >= .ssl3 && version <= min(legacyVersion, .tls12) }
    return supportedVersions.contains(version)
  }
}
