/// A cipher suite, written and encoded by its name in IANA's registry, such as `TLS_AES_128_GCM_SHA256`.
///
/// A code without a name is written as four hexadecimal digits, such as `0x1A1A`.
public struct CipherSuite: RawRepresentable, Sendable, Hashable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Reads a name of IANA's registry, or the hexadecimal form of a code; `nil` when it is neither.
  public init?(_ name: String) {
    guard let code = IANARegistry.code(named: name, in: IANARegistry.cipherSuites) else { return nil }
    self.init(rawValue: code)
  }

  /// The name in IANA's registry, if the code has one.
  public var name: String? { IANARegistry.name(of: rawValue, in: IANARegistry.cipherSuites) }

  /// Whether this is one of the values that mean nothing (RFC 8701).
  public var isGREASE: Bool { IANARegistry.isGREASE(rawValue) }
}

extension CipherSuite: CustomStringConvertible {
  public var description: String { name ?? IANARegistry.hexadecimal(rawValue) }
}

extension CipherSuite: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let value = CipherSuite(name) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no cipher suite: \(name)")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
