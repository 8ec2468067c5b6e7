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
  static let serverName: UInt16 = 0
  static let supportedGroups: UInt16 = 10
  static let ecPointFormats: UInt16 = 11
  static let signatureAlgorithms: UInt16 = 13
  static let applicationLayerProtocolNegotiation: UInt16 = 16
  static let extendedMasterSecret: UInt16 = 23
  static let sessionTicket: UInt16 = 35
  static let preSharedKey: UInt16 = 41
  static let earlyData: UInt16 = 42
  static let supportedVersions: UInt16 = 43
  static let keyShare: UInt16 = 51
  static let renegotiationInfo: UInt16 = 0xFF01

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
