/// The codes of the extensions that a fingerprint looks into, or past (IANA, TLS ExtensionType Values).
enum HelloExtension {
  static let serverName: UInt16 = 0
  static let maxFragmentLength: UInt16 = 1
  static let statusRequest: UInt16 = 5
  static let supportedGroups: UInt16 = 10
  static let pointFormats: UInt16 = 11
  static let signatureAlgorithms: UInt16 = 13
  static let heartbeat: UInt16 = 15
  static let applicationProtocols: UInt16 = 16
  static let certificateTimestamp: UInt16 = 18
  static let padding: UInt16 = 21
  static let recordSizeLimit: UInt16 = 28
  static let sessionTicket: UInt16 = 35
  static let preSharedKey: UInt16 = 41
  static let earlyData: UInt16 = 42
  static let supportedVersions: UInt16 = 43
  static let cookie: UInt16 = 44
  static let postHandshakeAuthentication: UInt16 = 49
  static let nextProtocol: UInt16 = 13172
  static let encryptedClientHello: UInt16 = 0xFE0D

  /// What depends on the server's name, on an earlier session, on the server's first answer or on the hello's length,
  /// and never on the library.
  static let ofTheConnection: Set<UInt16> = [
    serverName, applicationProtocols, padding, preSharedKey, earlyData, cookie,
  ]

  /// What a program commonly switches on or off besides.
  static let ofTheProgram: Set<UInt16> = ofTheConnection.union([
    maxFragmentLength, statusRequest, heartbeat, certificateTimestamp, recordSizeLimit, sessionTicket,
    postHandshakeAuthentication, nextProtocol, encryptedClientHello,
  ])
}
