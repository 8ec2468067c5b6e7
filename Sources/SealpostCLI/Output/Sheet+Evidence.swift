import MailDiagnosis
import TLSWire

extension Sheet {
  /// What was seen of a connection's TLS, one fact a row.
  mutating func evidence(_ tls: TLSEvidence?) {
    guard let tls else {
      row("TLS", "none: this connection was in clear", .warning)
      return
    }
    if let version = tls.version {
      row("TLS", "\(version), \(Self.provenance(of: tls))", .strong)
    } else {
      row("TLS", "no version was agreed", .warning)
    }
    if let suite = tls.cipherSuite { row("Cipher suite", "\(suite)") }
    if let group = tls.keyExchange { row("Key exchange", "\(group)") }
    if !tls.offeredVersions.isEmpty { row("Offered", tls.offeredVersions.map(\.description).joined(separator: ", ")) }
    if let name = tls.serverName { row("Server name", name) }
    if let protocolName = tls.alpn { row("Protocol", protocolName) }
    if tls.resumed { row("Session", "resumed") }
    guard let certificate = tls.certificate else { return }
    row("Certificate", certificate.subject)
    row("", "issued by \(certificate.issuer)")
    row("", "for \(certificate.names.joined(separator: ", "))")
    row("", "valid until \(certificate.notAfter), \(certificate.verified ? "verified" : "NOT verified")")
    row("", "SHA-256 \(certificate.sha256)")
  }

  private static func provenance(of tls: TLSEvidence) -> String {
    switch tls.libraryVersion {
    case tls.version?: "read off the wire, confirmed by the TLS library"
    case let library?: "read off the wire; the TLS library says \(library)"
    case nil: "read off the wire"
    }
  }
}
