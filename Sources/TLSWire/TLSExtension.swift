public import NIOCore

/// One extension of a hello message, its body not interpreted (RFC 8446, section 4.2).
public struct TLSExtension: Sendable, Hashable {
  /// The code in IANA's registry of extension types.
  public let type: UInt16
  public let body: ByteBuffer

  public init(type: UInt16, body: ByteBuffer) {
    self.type = type
    self.body = body
  }
}

extension TLSExtension {
  package static let serverName: UInt16 = 0
  package static let supportedGroups: UInt16 = 10
  package static let ecPointFormats: UInt16 = 11
  package static let signatureAlgorithms: UInt16 = 13
  package static let applicationLayerProtocolNegotiation: UInt16 = 16
  package static let extendedMasterSecret: UInt16 = 23
  package static let sessionTicket: UInt16 = 35
  package static let preSharedKey: UInt16 = 41
  package static let earlyData: UInt16 = 42
  package static let supportedVersions: UInt16 = 43
  package static let keyShare: UInt16 = 51
  package static let renegotiationInfo: UInt16 = 0xFF01

  /// Reads the extensions up to the end of a hello; a hello may also end before them (RFC 5246, section 7.4.1.2).
  static func parseBlock(_ hello: inout ByteBuffer, of message: StaticString) throws(TLSWireError) -> [TLSExtension] {
    guard hello.readableBytes > 0 else { return [] }
    guard var block = hello.readVector(lengthBytes: 2), hello.readableBytes == 0 else {
      throw .malformed("the length of the \(message)'s extensions")
    }
    var extensions: [TLSExtension] = []
    var seen: Set<UInt16> = []
    while block.readableBytes > 0 {
      guard let type = block.readInteger(as: UInt16.self), let body = block.readVector(lengthBytes: 2) else {
        throw .malformed("an extension of the \(message) ends early")
      }
      guard seen.insert(type).inserted else {
        throw .malformed("the \(message) has extension \(type) twice")
      }
      extensions.append(TLSExtension(type: type, body: body))
    }
    return extensions
  }
}

extension Array where Element == TLSExtension {
  func body(of type: UInt16) -> ByteBuffer? {
    first { $0.type == type }?.body
  }
}
