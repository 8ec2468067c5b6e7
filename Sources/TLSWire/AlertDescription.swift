/// What an alert says, written and encoded by its name in IANA's registry, such as `protocol_version`.
///
/// The names are those of the TLS Alerts registry; a code without a name is written as a decimal number.
public struct AlertDescription: RawRepresentable, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let closeNotify = AlertDescription(rawValue: 0)
  public static let unexpectedMessage = AlertDescription(rawValue: 10)
  public static let badRecordMAC = AlertDescription(rawValue: 20)
  public static let recordOverflow = AlertDescription(rawValue: 22)
  public static let handshakeFailure = AlertDescription(rawValue: 40)
  public static let badCertificate = AlertDescription(rawValue: 42)
  public static let unsupportedCertificate = AlertDescription(rawValue: 43)
  public static let certificateRevoked = AlertDescription(rawValue: 44)
  public static let certificateExpired = AlertDescription(rawValue: 45)
  public static let certificateUnknown = AlertDescription(rawValue: 46)
  public static let illegalParameter = AlertDescription(rawValue: 47)
  public static let unknownCA = AlertDescription(rawValue: 48)
  public static let accessDenied = AlertDescription(rawValue: 49)
  public static let decodeError = AlertDescription(rawValue: 50)
  public static let decryptError = AlertDescription(rawValue: 51)
  public static let protocolVersion = AlertDescription(rawValue: 70)
  public static let insufficientSecurity = AlertDescription(rawValue: 71)
  public static let internalError = AlertDescription(rawValue: 80)
  public static let inappropriateFallback = AlertDescription(rawValue: 86)
  public static let userCanceled = AlertDescription(rawValue: 90)
  public static let noRenegotiation = AlertDescription(rawValue: 100)
  public static let missingExtension = AlertDescription(rawValue: 109)
  public static let unsupportedExtension = AlertDescription(rawValue: 110)
  public static let unrecognizedName = AlertDescription(rawValue: 112)
  public static let certificateRequired = AlertDescription(rawValue: 116)
  public static let noApplicationProtocol = AlertDescription(rawValue: 120)

  /// The name in IANA's registry, if the code has one.
  public var name: String? {
    switch rawValue {
    case 0: "close_notify"
    case 10: "unexpected_message"
    case 20: "bad_record_mac"
    case 21: "decryption_failed_RESERVED"
    case 22: "record_overflow"
    case 30: "decompression_failure_RESERVED"
    case 40: "handshake_failure"
    case 41: "no_certificate_RESERVED"
    case 42: "bad_certificate"
    case 43: "unsupported_certificate"
    case 44: "certificate_revoked"
    case 45: "certificate_expired"
    case 46: "certificate_unknown"
    case 47: "illegal_parameter"
    case 48: "unknown_ca"
    case 49: "access_denied"
    case 50: "decode_error"
    case 51: "decrypt_error"
    case 52: "too_many_cids_requested"
    case 60: "export_restriction_RESERVED"
    case 70: "protocol_version"
    case 71: "insufficient_security"
    case 80: "internal_error"
    case 86: "inappropriate_fallback"
    case 90: "user_canceled"
    case 100: "no_renegotiation_RESERVED"
    case 109: "missing_extension"
    case 110: "unsupported_extension"
    case 111: "certificate_unobtainable_RESERVED"
    case 112: "unrecognized_name"
    case 113: "bad_certificate_status_response"
    case 114: "bad_certificate_hash_value_RESERVED"
    case 115: "unknown_psk_identity"
    case 116: "certificate_required"
    case 117: "general_error"
    case 120: "no_application_protocol"
    case 121: "ech_required"
    default: nil
    }
  }
}

extension AlertDescription: CustomStringConvertible {
  public var description: String { name ?? String(rawValue) }
}

extension AlertDescription: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let code = (0...UInt8.max).first(where: { AlertDescription(rawValue: $0).description == name }) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no TLS alert: \(name)")
    }
    self.init(rawValue: code)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
