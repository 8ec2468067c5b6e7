import NIOCore

extension ClientHello {
  /// Reads the body of the handshake message, without its type and length.
  init(parsing body: ByteBuffer, recordVersion: TLSVersion) throws(TLSWireError) {
    var body = body
    guard
      let version = body.readInteger(as: UInt16.self),
      let random = body.readSlice(length: 32),
      let sessionID = body.readVector(lengthBytes: 1),
      var suites = body.readVector(lengthBytes: 2),
      let compression = body.readVector(lengthBytes: 1)
    else {
      throw .malformed("the ClientHello ends early")
    }
    guard version >> 8 == 3 else { throw .malformed("the ClientHello's version") }
    guard sessionID.readableBytes <= 32 else { throw .malformed("the length of the ClientHello's session ID") }
    guard let codes = suites.readCodes(), !codes.isEmpty else {
      throw .malformed("the length of the ClientHello's cipher suites")
    }
    guard compression.readableBytes > 0 else { throw .malformed("the ClientHello has no compression method") }
    self.init(
      recordVersion: recordVersion,
      legacyVersion: TLSVersion(rawValue: version),
      random: random,
      sessionID: sessionID,
      cipherSuites: codes.map(CipherSuite.init(rawValue:)),
      extensions: try TLSExtension.parseBlock(&body, of: "ClientHello"))

    _ = try Self.parseSupportedVersions(extensions)
    _ = try Self.parseServerName(extensions)
    _ = try Self.parseALPN(extensions)
    _ = try Self.parseSupportedGroups(extensions)
    _ = try Self.parseKeyShareGroups(extensions)
  }

  static func parseSupportedVersions(_ extensions: [TLSExtension]) throws(TLSWireError) -> [TLSVersion]? {
    guard var body = extensions.body(of: TLSExtension.supportedVersions) else { return nil }
    guard var list = body.readVector(lengthBytes: 1), body.readableBytes == 0, let codes = list.readCodes(),
      !codes.isEmpty
    else {
      throw .malformed("the ClientHello's supported_versions")
    }
    return codes.map(TLSVersion.init(rawValue:)).filter { !$0.isGREASE }
  }

  /// A name with other than visible ASCII is refused: it goes into logs and reports.
  static func parseServerName(_ extensions: [TLSExtension]) throws(TLSWireError) -> String? {
    guard var body = extensions.body(of: TLSExtension.serverName) else { return nil }
    guard var list = body.readVector(lengthBytes: 2), body.readableBytes == 0, list.readableBytes > 0 else {
      throw .malformed("the ClientHello's server_name")
    }
    var hostName: String?
    while list.readableBytes > 0 {
      guard let type = list.readInteger(as: UInt8.self), let name = list.readVector(lengthBytes: 2) else {
        throw .malformed("the ClientHello's server_name")
      }
      guard type == 0 else { continue }
      let bytes = name.readableBytesView
      guard hostName == nil, !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw .malformed("the host name in the ClientHello's server_name")
      }
      hostName = String(decoding: bytes, as: UTF8.self)
    }
    return hostName
  }

  static func parseALPN(_ extensions: [TLSExtension]) throws(TLSWireError) -> [String] {
    guard var body = extensions.body(of: TLSExtension.applicationLayerProtocolNegotiation) else { return [] }
    guard var list = body.readVector(lengthBytes: 2), body.readableBytes == 0, list.readableBytes > 0 else {
      throw .malformed("the ClientHello's application protocols")
    }
    var protocols: [String] = []
    while list.readableBytes > 0 {
      guard let name = list.readVector(lengthBytes: 1), name.readableBytes > 0 else {
        throw .malformed("the ClientHello's application protocols")
      }
      if name.readableBytes == 2, let code = name.getInteger(at: name.readerIndex, as: UInt16.self),
        IANARegistry.isGREASE(code)
      {
        continue
      }
      protocols.append(String(decoding: name.readableBytesView, as: UTF8.self))
    }
    return protocols
  }

  static func parseSupportedGroups(_ extensions: [TLSExtension]) throws(TLSWireError) -> [NamedGroup] {
    guard var body = extensions.body(of: TLSExtension.supportedGroups) else { return [] }
    guard var list = body.readVector(lengthBytes: 2), body.readableBytes == 0, let codes = list.readCodes() else {
      throw .malformed("the ClientHello's supported_groups")
    }
    return codes.map(NamedGroup.init(rawValue:)).filter { !$0.isGREASE }
  }

  static func parseKeyShareGroups(_ extensions: [TLSExtension]) throws(TLSWireError) -> [NamedGroup] {
    guard var body = extensions.body(of: TLSExtension.keyShare) else { return [] }
    guard var list = body.readVector(lengthBytes: 2), body.readableBytes == 0 else {
      throw .malformed("the ClientHello's key_share")
    }
    var groups: [NamedGroup] = []
    while list.readableBytes > 0 {
      guard let code = list.readInteger(as: UInt16.self), list.readVector(lengthBytes: 2) != nil else {
        throw .malformed("the ClientHello's key_share")
      }
      let group = NamedGroup(rawValue: code)
      if !group.isGREASE { groups.append(group) }
    }
    return groups
  }
}
