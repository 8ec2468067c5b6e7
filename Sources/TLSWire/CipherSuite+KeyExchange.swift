import NIOCore

extension CipherSuite {
  /// How the server's parameters are laid out in ServerKeyExchange, as far as they name a group.
  private enum Parameters {
    case ellipticCurve
    case hintAndEllipticCurve
    case other
  }

  private var parameters: Parameters {
    guard let name else { return .other }
    if name.hasPrefix("TLS_ECDHE_PSK_") { return .hintAndEllipticCurve }
    return name.hasPrefix("TLS_ECDHE_") || name.hasPrefix("TLS_ECDH_anon_") ? .ellipticCurve : .other
  }

  /// The group that a ServerKeyExchange names (RFC 8422, section 5.4; RFC 5489, section 2); `nil` for a suite whose
  /// message names none.
  func group(inServerKeyExchange body: ByteBuffer) throws(TLSWireError) -> NamedGroup? {
    var body = body
    switch parameters {
    case .other:
      return nil
    case .hintAndEllipticCurve:
      guard body.readVector(lengthBytes: 2) != nil else { throw .malformed("the hint of the ServerKeyExchange") }
    case .ellipticCurve:
      break
    }
    switch body.readInteger(as: UInt8.self) {
    case 1: return NamedGroup(rawValue: 0xFF01)
    case 2: return NamedGroup(rawValue: 0xFF02)
    case 3:
      guard let code = body.readInteger(as: UInt16.self), body.readVector(lengthBytes: 1) != nil else {
        throw .malformed("the ServerKeyExchange ends early")
      }
      return NamedGroup(rawValue: code)
    default: throw .malformed("the curve of the ServerKeyExchange")
    }
  }
}
