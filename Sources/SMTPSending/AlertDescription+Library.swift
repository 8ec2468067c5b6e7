import TLSWire

extension AlertDescription {
  /// The alert that the TLS library's error names, where the peer sent it encrypted and the wire cannot tell.
  init?(libraryError text: String) {
    let alerts: [(String, AlertDescription)] = [
      ("ALERT_PROTOCOL_VERSION", .protocolVersion),
      ("ALERT_HANDSHAKE_FAILURE", .handshakeFailure),
      ("ALERT_CERTIFICATE_REQUIRED", .certificateRequired),
      ("ALERT_BAD_CERTIFICATE", .badCertificate),
      ("ALERT_UNKNOWN_CA", .unknownCA),
      ("ALERT_CERTIFICATE_EXPIRED", .certificateExpired),
      ("ALERT_CERTIFICATE_UNKNOWN", .certificateUnknown),
      ("ALERT_ACCESS_DENIED", .accessDenied),
    ]
    guard let match = alerts.first(where: { text.contains($0.0) }) else { return nil }
    self = match.1
  }
}
