import TLSWire

/// What findings quote of a connection.
extension ObservedConnection {
  /// What the program offered.
  var offer: [Evidence] {
    guard let clientHello else { return [] }
    let line = Evidence.text(
      label: "Offered", clientHello.offeredVersions.map(\.description).joined(separator: ", "))
    guard !clientHelloRecords.isEmpty else { return [line] }
    return [line, .bytes(.clientHello(clientHelloRecords, label: "ClientHello from \(client)"))]
  }

  /// What the server chose.
  var choice: [Evidence] {
    guard let serverHello else { return [] }
    let parts = [serverHello.version.description, serverHello.cipherSuite.description, tls?.keyExchange?.description]
    let line = Evidence.text(label: "Chosen", parts.compactMap { $0 }.joined(separator: ", "))
    guard !serverHelloRecords.isEmpty else { return [line] }
    let name = serverHello.isHelloRetryRequest || hasHelloRetryRequest ? "HelloRetryRequest" : "ServerHello"
    return [line, .bytes(.serverHello(serverHelloRecords, label: "\(name) from \(server)"))]
  }

  var alertLines: [Evidence] {
    alerts.map { .text(label: "Alert", "\($0.from): \($0.alert.description), \($0.alert.description.spoken)") }
  }

  var certificateLines: [Evidence] {
    guard let certificate = tls?.certificate else { return [] }
    return [
      .text(label: "Certificate", certificate.subject),
      .text(label: "Issuer", certificate.issuer),
      .text(label: "Names", certificate.names.joined(separator: ", ")),
      .text(label: "Valid", "\(certificate.notBefore) to \(certificate.notAfter)"),
    ]
  }

  /// The server's reply to EHLO.
  var capabilityLines: [Evidence] {
    let replies = dialogue.filter { $0.from == .server && $0.text.hasPrefix("250") }
    // Where commands came in a batch, replies to others stand among those to EHLO.
    let own = dialogue.drop { $0.from == .server || !$0.text.uppercased().hasPrefix("EHLO") }.dropFirst()
      .prefix { $0.from == .server && $0.text.hasPrefix("250") }
    return (own.isEmpty ? replies : Array(own)).prefix(12).map { .text(label: "Reply", $0.text) }
  }

  var offeredRange: String { (clientHello?.offeredVersions ?? []).spoken }
}
