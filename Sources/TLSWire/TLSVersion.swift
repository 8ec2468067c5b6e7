/// A version of SSL or TLS, as its two bytes on the wire.
///
/// Versions are written, and encoded, as `SSLv3`, `TLSv1.0` … `TLSv1.3`; any other as four hexadecimal digits,
/// such as `0x7F1C` for a draft of TLS 1.3.
public struct TLSVersion: RawRepresentable, Sendable, Hashable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let ssl3 = TLSVersion(rawValue: 0x0300)
  public static let tls10 = TLSVersion(rawValue: 0x0301)
  public static let tls11 = TLSVersion(rawValue: 0x0302)
  public static let tls12 = TLSVersion(rawValue: 0x0303)
  public static let tls13 = TLSVersion(rawValue: 0x0304)

  /// Reads a version as people and programs write it: `1.2`, `TLSv1.2`, `tls1.2`, `TLS 1.2`, `TLS1_2`, `SSLv3`.
  ///
  /// Case does not matter. `TLSv1` is TLS 1.0, as OpenSSL and many mail servers write it. A hexadecimal form such as
  /// `0x7F1C` is read too. Anything else is `nil`.
  public init?(_ name: String) {
    if let code = IANARegistry.hexadecimalCode(name) {
      self.init(rawValue: code)
      return
    }
    let text = name.lowercased().filter { $0 != " " }
    let number = text.trimmingPrefix("tls").trimmingPrefix("v")
    switch (text, number) {
    case ("sslv3", _), ("ssl3", _), ("ssl3.0", _), ("sslv3.0", _): self = .ssl3
    case (_, "1.0"), (_, "1_0"), ("tls1", _), ("tlsv1", _): self = .tls10
    case (_, "1.1"), (_, "1_1"): self = .tls11
    case (_, "1.2"), (_, "1_2"): self = .tls12
    case (_, "1.3"), (_, "1_3"): self = .tls13
    default: return nil
    }
  }

  /// Whether this is one of the values that mean nothing (RFC 8701).
  public var isGREASE: Bool { IANARegistry.isGREASE(rawValue) }
}

extension TLSVersion: Comparable {
  public static func < (left: TLSVersion, right: TLSVersion) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension TLSVersion: CustomStringConvertible {
  public var description: String {
    switch self {
    case .ssl3: "SSLv3"
    case .tls10: "TLSv1.0"
    case .tls11: "TLSv1.1"
    case .tls12: "TLSv1.2"
    case .tls13: "TLSv1.3"
    default: IANARegistry.hexadecimal(rawValue)
    }
  }
}

extension TLSVersion: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let version = TLSVersion(name) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no TLS version: \(name)")
    }
    self = version
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
