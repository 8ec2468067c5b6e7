/// One line of `tshark -T fields`: the TLS fields of one frame.
struct CapturedFrame {
  enum Field: String, CaseIterable {
    case stream
    case sourcePort
    case destinationPort
    case handshakeType
    case legacyVersion
    case random
    case supportedVersions
    case serverName
    case alert
    case cipherSuites
    case cipherSuiteNames
    case keyShareGroups
    case keyShareGroupNames
    case curve
    case curveName

    /// Fields that are columns of our own, because they are wanted by name.
    static let named: [Field] = [.cipherSuiteNames, .keyShareGroupNames, .curveName]

    /// The field's name in Wireshark's display filters.
    var source: String {
      switch self {
      case .stream: "tcp.stream"
      case .sourcePort: "tcp.srcport"
      case .destinationPort: "tcp.dstport"
      case .handshakeType: "tls.handshake.type"
      case .legacyVersion: "tls.handshake.version"
      case .random: "tls.handshake.random"
      case .supportedVersions: "tls.handshake.extensions.supported_version"
      case .serverName: "tls.handshake.extensions_server_name"
      case .alert: "tls.alert_message.desc"
      case .cipherSuites, .cipherSuiteNames: "tls.handshake.ciphersuite"
      case .keyShareGroups, .keyShareGroupNames: "tls.handshake.extensions_key_share_group"
      case .curve, .curveName: "tls.handshake.server_named_curve"
      }
    }

    func source(inColumns: Bool) -> String {
      inColumns && Self.named.contains(self) ? "_ws.col.\(rawValue)" : source
    }
  }

  private let values: [Field: [String]]

  init?(_ line: String) {
    let parts = line.split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == Field.allCases.count else { return nil }
    values = Dictionary(
      uniqueKeysWithValues: zip(Field.allCases, parts.map { $0.split(separator: ",").map(String.init) }))
  }

  func texts(_ field: Field) -> [String] {
    values[field] ?? []
  }

  func number(_ field: Field) -> Int? {
    texts(field).first.flatMap { Int($0) }
  }

  /// Decimal, or hexadecimal with `0x`.
  func codes(_ field: Field) -> [UInt16] {
    texts(field).compactMap { $0.hasPrefix("0x") ? UInt16($0.dropFirst(2), radix: 16) : UInt16($0) }
  }

  func named(_ field: Field, by names: Field) -> [CapturedHandshake.Named] {
    zip(codes(field), texts(names)).map { CapturedHandshake.Named(code: $0, name: $1) }
  }
}
