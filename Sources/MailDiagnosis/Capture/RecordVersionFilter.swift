import TLSWire

/// What the display filter `ssl.record.version == 0x0303` would say of a connection.
///
/// People take it for a filter on TLS 1.2. It looks at the version of the record layer, which says little: a client puts
/// 0x0301 there in its first hello whatever it offers, and TLS 1.3 puts 0x0303 there for ever (RFC 9846, section 5.1).
enum RecordVersionFilter: Hashable {
  /// It shows nothing of the connection.
  case misses
  /// It shows the connection, and not its first hello.
  case missesClientHello
  case shows

  /// `nil` for a connection without TLS.
  init?(_ connection: ObservedConnection) {
    guard !connection.recordVersions.isEmpty else { return nil }
    guard connection.recordVersions.contains(.tls12) else {
      self = .misses
      return
    }
    let records = connection.clientHelloRecords
    let isMissed = records.count >= 3 && TLSVersion(rawValue: UInt16(records[1]) << 8 | UInt16(records[2])) != .tls12
    self = isMissed ? .missesClientHello : .shows
  }

  /// For a column of a table.
  var text: String {
    switch self {
    case .misses: "no match"
    case .missesClientHello: "not its ClientHello"
    case .shows: "match"
    }
  }
}

extension Finding {
  /// What the filter says of all connections; `nil` where none had TLS.
  static func recordVersionFilter(_ connections: [ObservedConnection]) -> Finding? {
    let kinds = Dictionary(grouping: connections.filter { RecordVersionFilter($0) != nil }, by: \.kind)
    guard !kinds.isEmpty else { return nil }
    let evidence = kinds.sorted { $0.key < $1.key }.map { kind, connections in
      Evidence.text(label: kind, sentence(connections))
    }
    return Finding(
      "capture.recordVersionFilter", .note,
      "The Wireshark filter ssl.record.version == 0x0303 does not tell which version was agreed.",
      evidence: evidence,
      meaning:
        "The filter compares the version of the record layer, which decides nothing. A correct client of TLS 1.2 "
        + "mostly writes 0x0301 there in its first hello, so the filter misses it; TLS 1.3 writes 0x0303 there, so the "
        + "filter shows it as if it were TLS 1.2. In today's Wireshark the field is called tls.record.version.",
      remedy: "In Wireshark, filter with tls.handshake.type == 2: the ServerHello decides. If it has "
        + "tls.handshake.extensions.supported_version, that is the version, else tls.handshake.version is.",
      reference: "RFC 9846, sections 4.2.1 and 5.1")
  }

  private static func sentence(_ connections: [ObservedConnection]) -> String {
    let verdicts = connections.compactMap { RecordVersionFilter($0) }
    let shown = verdicts.count { $0 != .misses }
    let withoutHello = verdicts.count { $0 == .missesClientHello }
    let text = "the filter shows \(shown) of \(verdicts.count)"
    return withoutHello == 0 ? text : "\(text), \(withoutHello) of them without the ClientHello"
  }
}
