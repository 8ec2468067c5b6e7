import NIOCore
import TLSWire

extension HelloValue {
  /// What an extension says.
  static func ofExtension(_ type: UInt16, _ body: ByteBuffer, from sender: TLSEndpoint, isRetry: Bool) -> String {
    if IANARegistry.isGREASE(type) { return "means nothing (RFC 8701)" }
    let text =
      switch sender {
      case .client: clientExtension(type, body)
      case .server: serverExtension(type, body, isRetry: isRetry)
      }
    return text ?? bytes(body)
  }

  /// `nil` for an extension that is not taken apart.
  private static func clientExtension(_ type: UInt16, _ body: ByteBuffer) -> String? {
    var body = body
    switch type {
    case TLSExtension.serverName: return serverNames(&body)
    case TLSExtension.supportedGroups: return list(codes(&body, lengthBytes: 2)?.map(group))
    case TLSExtension.supportedVersions: return list(codes(&body, lengthBytes: 1)?.map(version))
    case TLSExtension.keyShare: return keyShares(&body)
    case TLSExtension.sessionTicket:
      return body.readableBytes == 0 ? "asks for a ticket" : "a session to resume, \(size(body.readableBytes))"
    case TLSExtension.preSharedKey: return preSharedKeys(&body)
    case 5: return body.getInteger(at: body.readerIndex, as: UInt8.self) == 1 ? "asks for an OCSP answer" : malformed
    case 27: return list(codes(&body, lengthBytes: 1)?.map(certificateCompression))
    case 45: return list(small(&body)?.map { $0 == 0 ? "psk_ke" : $0 == 1 ? "psk_dhe_ke" : "\($0)" })
    default: return commonExtension(type, body)
    }
  }

  private static func serverExtension(_ type: UInt16, _ body: ByteBuffer, isRetry: Bool) -> String? {
    switch type {
    case TLSExtension.serverName: return "the name was used"
    case TLSExtension.supportedVersions: return singleCode(body).map(version) ?? malformed
    case TLSExtension.keyShare:
      var body = body
      guard let group = body.readInteger(as: UInt16.self).map(group) else { return malformed }
      if isRetry { return body.readableBytes == 0 ? "asks for \(group)" : malformed }
      guard let share = body.readVector(lengthBytes: 2), body.readableBytes == 0 else { return malformed }
      return "\(group), \(size(share.readableBytes))"
    case TLSExtension.sessionTicket: return "a ticket will come"
    case TLSExtension.preSharedKey: return singleCode(body).map { "took the client's key \($0)" } ?? malformed
    case 5: return "an OCSP answer will come"
    default: return commonExtension(type, body)
    }
  }

  /// Extensions that both sides write alike.
  private static func commonExtension(_ type: UInt16, _ body: ByteBuffer) -> String? {
    var body = body
    switch type {
    case 1: return singleByte(body).map(maximumFragment) ?? malformed
    case TLSExtension.ecPointFormats: return list(small(&body)?.map(pointFormat))
    case TLSExtension.signatureAlgorithms, 50:
      return list(codes(&body, lengthBytes: 2)?.map(IANARegistry.nameOfSignatureScheme))
    case TLSExtension.applicationLayerProtocolNegotiation: return protocols(&body)
    case 21: return size(body.readableBytes)
    case 22, TLSExtension.extendedMasterSecret, TLSExtension.earlyData, 49:
      return body.readableBytes == 0 ? "present" : malformed
    case 28: return singleCode(body).map { "\($0) bytes" } ?? malformed
    case TLSExtension.renegotiationInfo:
      return singleByte(body) == 0 ? "the first handshake of the connection" : nil
    default: return nil
    }
  }
}

extension HelloValue {
  private static func codes(_ body: inout ByteBuffer, lengthBytes: Int) -> [UInt16]? {
    guard var list = body.readVector(lengthBytes: lengthBytes), body.readableBytes == 0 else { return nil }
    return list.readCodes()
  }

  private static func small(_ body: inout ByteBuffer) -> [UInt8]? {
    guard let list = body.readVector(lengthBytes: 1), body.readableBytes == 0 else { return nil }
    return Array(list.readableBytesView)
  }

  private static func singleCode(_ body: ByteBuffer) -> UInt16? {
    body.readableBytes == 2 ? body.getInteger(at: body.readerIndex) : nil
  }

  private static func singleByte(_ body: ByteBuffer) -> UInt8? {
    body.readableBytes == 1 ? body.getInteger(at: body.readerIndex) : nil
  }

  private static func serverNames(_ body: inout ByteBuffer) -> String {
    guard var list = body.readVector(lengthBytes: 2), body.readableBytes == 0 else { return malformed }
    var names: [String] = []
    while list.readableBytes > 0 {
      guard list.readInteger(as: UInt8.self) != nil, let host = list.readVector(lengthBytes: 2) else {
        return malformed
      }
      names.append(name(host))
    }
    return self.list(names)
  }

  private static func protocols(_ body: inout ByteBuffer) -> String {
    guard var list = body.readVector(lengthBytes: 2), body.readableBytes == 0 else { return malformed }
    var names: [String] = []
    while list.readableBytes > 0 {
      guard let item = list.readVector(lengthBytes: 1) else { return malformed }
      if let code = singleCode(item), IANARegistry.isGREASE(code) {
        names.append("GREASE \(IANARegistry.hexadecimal(code))")
      } else {
        names.append(name(item))
      }
    }
    return self.list(names)
  }

  private static func keyShares(_ body: inout ByteBuffer) -> String {
    guard var list = body.readVector(lengthBytes: 2), body.readableBytes == 0 else { return malformed }
    var shares: [String] = []
    while list.readableBytes > 0 {
      guard let code = list.readInteger(as: UInt16.self), let share = list.readVector(lengthBytes: 2) else {
        return malformed
      }
      shares.append("\(group(code)) (\(size(share.readableBytes)))")
    }
    return self.list(shares)
  }

  private static func preSharedKeys(_ body: inout ByteBuffer) -> String {
    guard var identities = body.readVector(lengthBytes: 2) else { return malformed }
    var count = 0
    while identities.readableBytes > 0 {
      guard identities.readVector(lengthBytes: 2) != nil, identities.readInteger(as: UInt32.self) != nil else {
        return malformed
      }
      count += 1
    }
    return count == 1 ? "a session to resume" : "\(count) sessions to resume"
  }

  private static func pointFormat(_ code: UInt8) -> String {
    switch code {
    case 0: "uncompressed"
    case 1: "ansiX962_compressed_prime"
    case 2: "ansiX962_compressed_char2"
    default: "\(code)"
    }
  }

  private static func certificateCompression(_ code: UInt16) -> String {
    switch code {
    case 1: "zlib"
    case 2: "brotli"
    case 3: "zstd"
    default: self.code(code, "\(code)")
    }
  }

  private static func maximumFragment(_ code: UInt8) -> String {
    (1...4).contains(code) ? "\(256 << Int(code)) bytes" : malformed
  }
}
