import NIOCore
import TLSWire

/// What the fields of a hello say, in words for people.
enum HelloValue {
  /// Longer lists are nothing that a person reads.
  private static let maximumItems = 64
  private static let maximumHex = 24
  static let malformed = "malformed"

  static func list(_ items: [String]?) -> String {
    guard let items else { return malformed }
    guard !items.isEmpty else { return "none" }
    let more = items.count - maximumItems
    return items.prefix(maximumItems).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  static func bytes(_ body: ByteBuffer) -> String {
    let view = body.readableBytesView
    guard !view.isEmpty else { return "empty" }
    return "\(size(view.count)): \(view.prefix(maximumHex).hexadecimal)\(view.count > maximumHex ? "…" : "")"
  }

  static func size(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

  static func code(_ code: UInt16, _ name: String) -> String {
    IANARegistry.isGREASE(code) ? "GREASE \(IANARegistry.hexadecimal(code))" : name
  }

  static func cipherSuite(_ code: UInt16) -> String { self.code(code, "\(CipherSuite(rawValue: code))") }
  static func group(_ code: UInt16) -> String { self.code(code, "\(NamedGroup(rawValue: code))") }
  static func version(_ code: UInt16) -> String { self.code(code, "\(TLSVersion(rawValue: code))") }

  static func compression(_ method: UInt8) -> String {
    switch method {
    case 0: "null"
    case 1: "DEFLATE"
    case 64: "LZS"
    default: "\(method)"
    }
  }

  static func compressions(_ body: inout ByteBuffer) -> [String] {
    body.readableBytesView.map(compression)
  }

  /// Visible ASCII as text, anything else as digits: what is read here was written by a stranger.
  static func name(_ body: ByteBuffer) -> String {
    let view = body.readableBytesView
    let isText = view.allSatisfy { (0x21...0x7E).contains($0) }
    return isText ? String(decoding: view, as: UTF8.self) : "0x" + view.hexadecimal
  }
}
