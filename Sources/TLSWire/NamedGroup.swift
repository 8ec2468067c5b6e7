/// A group, written and encoded by its name in IANA's registry, such as `x25519`.
///
/// A code without a name is written as four hexadecimal digits, such as `0x1A1A`.
public struct NamedGroup: RawRepresentable, Sendable, Hashable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let secp256r1 = NamedGroup(rawValue: 0x0017)
  public static let secp384r1 = NamedGroup(rawValue: 0x0018)
  public static let secp521r1 = NamedGroup(rawValue: 0x0019)
  public static let x25519 = NamedGroup(rawValue: 0x001D)
  public static let x25519MLKEM768 = NamedGroup(rawValue: 0x11EC)

  /// Reads a name of IANA's registry, or the hexadecimal form of a code; `nil` when it is neither.
  public init?(_ name: String) {
    guard let code = IANARegistry.code(named: name, in: IANARegistry.groups) else { return nil }
    self.init(rawValue: code)
  }

  /// The name in IANA's registry, if the code has one.
  public var name: String? { IANARegistry.name(of: rawValue, in: IANARegistry.groups) }

  /// Whether this is one of the values that mean nothing (RFC 8701).
  public var isGREASE: Bool { IANARegistry.isGREASE(rawValue) }
}

extension NamedGroup: CustomStringConvertible {
  public var description: String { name ?? IANARegistry.hexadecimal(rawValue) }
}

extension NamedGroup: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let value = NamedGroup(name) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no group: \(name)")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
