public import NIOCore

/// The message with which a server chooses, or asks for another ClientHello (RFC 8446, sections 4.1.3 and 4.1.4).
public struct ServerHello: Sendable, Hashable {
  /// How a server marks that it could have chosen better (RFC 8446, section 4.1.3).
  ///
  /// The mark is no fault by itself: a server that knows TLS 1.3 always answers a client of TLS 1.2 with it.
  public enum DowngradeSentinel: Sendable, Hashable {
    /// The server knows TLS 1.3 and chose TLS 1.2.
    case tls12
    /// The server knows TLS 1.2 or better and chose TLS 1.1 or below.
    case tls11OrBelow
  }

  /// What the version field says: TLS 1.2 when TLS 1.3 was chosen.
  public let legacyVersion: TLSVersion
  /// The version that was chosen: that of `supported_versions`, or else the version field.
  public let version: TLSVersion
  /// 32 bytes.
  public let random: ByteBuffer
  /// 0 to 32 bytes.
  public let sessionID: ByteBuffer
  public let cipherSuite: CipherSuite
  /// In the server's order.
  public let extensions: [TLSExtension]
  /// The group of the server's key share, or the one that a HelloRetryRequest asks for. TLS 1.3 only.
  public let keyShareGroup: NamedGroup?
  /// The application protocol that the server chose. TLS 1.2 and below: later it is encrypted.
  public let alpnProtocol: String?
  /// Which of the client's pre-shared keys the server took, counted from 0.
  public let selectedPreSharedKey: UInt16?

  /// Whether this is a HelloRetryRequest, which has the form of a ServerHello and chooses nothing for good but the
  /// version and the cipher suite.
  public var isHelloRetryRequest: Bool {
    random.readableBytesView.elementsEqual(Self.helloRetryRequestRandom)
  }

  public var downgradeSentinel: DowngradeSentinel? {
    Self.downgradeSentinel(endOf: random.readableBytesView)
  }

  /// How the last eight bytes of a random mark a downgrade.
  package static func downgradeSentinel(endOf random: some BidirectionalCollection<UInt8>) -> DowngradeSentinel? {
    let end = random.suffix(8)
    guard end.prefix(7).elementsEqual("DOWNGRD".utf8) else { return nil }
    switch end.last {
    case 0: return .tls11OrBelow
    case 1: return .tls12
    default: return nil
    }
  }

  /// SHA-256 of "HelloRetryRequest".
  package static let helloRetryRequestRandom: [UInt8] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
  ]
}

extension ServerHello {
  /// Reads the body of the handshake message, without its type and length.
  init(parsing body: ByteBuffer) throws(TLSWireError) {
    var body = body
    guard
      let legacyVersion = body.readInteger(as: UInt16.self),
      let random = body.readSlice(length: 32),
      let sessionID = body.readVector(lengthBytes: 1),
      let suite = body.readInteger(as: UInt16.self),
      body.readInteger(as: UInt8.self) != nil
    else {
      throw .malformed("the ServerHello ends early")
    }
    guard legacyVersion >> 8 == 3 else { throw .malformed("the ServerHello's version") }
    guard sessionID.readableBytes <= 32 else { throw .malformed("the length of the ServerHello's session ID") }
    let extensions = try TLSExtension.parseBlock(&body, of: "ServerHello")
    let selected = try Self.parseCode(of: TLSExtension.supportedVersions, named: "supported_versions", extensions)

    self.legacyVersion = TLSVersion(rawValue: legacyVersion)
    self.version = TLSVersion(rawValue: selected ?? legacyVersion)
    self.random = random
    self.sessionID = sessionID
    self.cipherSuite = CipherSuite(rawValue: suite)
    self.extensions = extensions
    self.keyShareGroup = try Self.parseKeyShareGroup(extensions)
    self.alpnProtocol = try Self.parseALPN(extensions)
    self.selectedPreSharedKey = try Self.parseCode(
      of: TLSExtension.preSharedKey, named: "pre_shared_key", extensions)

    let isConsistent =
      selected == nil
      ? self.legacyVersion <= .tls12 && !isHelloRetryRequest : self.legacyVersion == .tls12 && version >= .tls13
    guard isConsistent else { throw .malformed("the ServerHello's versions contradict each other") }
  }

  private static func parseCode(
    of type: UInt16, named name: StaticString, _ extensions: [TLSExtension]
  ) throws(TLSWireError) -> UInt16? {
    guard var body = extensions.body(of: type) else { return nil }
    guard let code = body.readInteger(as: UInt16.self), body.readableBytes == 0 else {
      throw .malformed("the ServerHello's \(name)")
    }
    return code
  }

  /// A HelloRetryRequest's key share is the group alone.
  private static func parseKeyShareGroup(_ extensions: [TLSExtension]) throws(TLSWireError) -> NamedGroup? {
    guard var body = extensions.body(of: TLSExtension.keyShare) else { return nil }
    guard let code = body.readInteger(as: UInt16.self) else { throw .malformed("the ServerHello's key_share") }
    if body.readableBytes > 0 {
      guard body.readVector(lengthBytes: 2) != nil, body.readableBytes == 0 else {
        throw .malformed("the ServerHello's key_share")
      }
    }
    return NamedGroup(rawValue: code)
  }

  private static func parseALPN(_ extensions: [TLSExtension]) throws(TLSWireError) -> String? {
    guard var body = extensions.body(of: TLSExtension.applicationLayerProtocolNegotiation) else { return nil }
    guard var list = body.readVector(lengthBytes: 2), body.readableBytes == 0,
      let name = list.readVector(lengthBytes: 1), name.readableBytes > 0, list.readableBytes == 0
    else {
      throw .malformed("the ServerHello's application protocol")
    }
    return String(decoding: name.readableBytesView, as: UTF8.self)
  }
}
