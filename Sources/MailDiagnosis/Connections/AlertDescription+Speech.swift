import TLSWire

extension AlertDescription {
  /// What the alert says, in plain words (RFC 8446, section 6).
  package var spoken: String {
    switch self {
    case .closeNotify: "the connection ends"
    case .unexpectedMessage: "a message came that has no place there"
    case .badRecordMAC: "a record was damaged on its way, or encrypted with other keys"
    case .recordOverflow: "a record is too long"
    case .handshakeFailure: "nothing in the offer is acceptable"
    case .badCertificate: "the certificate is damaged, or its signature is wrong"
    case .unsupportedCertificate: "the certificate is of a kind that is not supported"
    case .certificateRevoked: "the certificate has been revoked"
    case .certificateExpired: "the certificate is not valid today"
    case .certificateUnknown: "the certificate is not acceptable, for a reason that is not said"
    case .illegalParameter: "a value is out of range, or contradicts another"
    case .unknownCA: "the certificate's authority is not known"
    case .accessDenied: "the certificate is valid, and access is denied"
    case .decodeError: "a message cannot be read"
    case .decryptError: "a signature or a check value is wrong"
    case .protocolVersion: "the version is not accepted"
    case .insufficientSecurity: "the offer is too weak"
    case .internalError: "an error within that side, which has nothing to do with the other"
    case .inappropriateFallback: "the version is lower than it need be"
    case .userCanceled: "the handshake was given up"
    case .noRenegotiation: "no second handshake is made"
    case .missingExtension: "the hello lacks an extension"
    case .unsupportedExtension: "an extension was not asked for"
    case .unrecognizedName: "no server of that name is here"
    case .certificateRequired: "a client certificate is required"
    case .noApplicationProtocol: "no application protocol in common"
    default: "alert \(rawValue)"
    }
  }
}
