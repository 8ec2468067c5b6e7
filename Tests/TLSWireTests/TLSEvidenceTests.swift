import Foundation
import TLSWire
import Testing

@Suite("Evidence and names")
struct TLSEvidenceTests {
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static var full: TLSEvidence {
    var evidence = TLSEvidence(
      version: .tls12, cipherSuite: CipherSuite("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"), keyExchange: .x25519,
      offeredVersions: [.tls13, .tls12], serverName: "smtp.example.com", alpn: "smtp")
    evidence.libraryVersion = .tls12
    evidence.certificate = CertificateEvidence(
      subject: "CN=smtp.example.com", issuer: "CN=Example CA", notBefore: "2026-01-01T00:00:00Z",
      notAfter: "2027-01-01T00:00:00Z", sha256: "00ff", names: ["smtp.example.com"], verified: true)
    return evidence
  }

  @Test("in JSON what is not known is null, and alpn is left out")
  func empty() throws {
    #expect(
      try Self.json(TLSEvidence()) == """
        {"certificate":null,"cipherSuite":null,"keyExchange":null,"libraryVersion":null,"offeredVersions":[],\
        "resumed":false,"serverName":null,"source":"wire","version":null}
        """)
  }

  @Test("in JSON what is known has its name")
  func known() throws {
    #expect(
      try Self.json(Self.full) == """
        {"alpn":"smtp","certificate":{"issuer":"CN=Example CA","names":["smtp.example.com"],\
        "notAfter":"2027-01-01T00:00:00Z","notBefore":"2026-01-01T00:00:00Z","sha256":"00ff",\
        "subject":"CN=smtp.example.com","verified":true},"cipherSuite":"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",\
        "keyExchange":"x25519","libraryVersion":"TLSv1.2","offeredVersions":["TLSv1.3","TLSv1.2"],"resumed":false,\
        "serverName":"smtp.example.com","source":"wire","version":"TLSv1.2"}
        """)
  }

  @Test("evidence is read back from JSON", arguments: [TLSEvidence(), full])
  func roundTrip(_ evidence: TLSEvidence) throws {
    let data = Data(try Self.json(evidence).utf8)
    #expect(try JSONDecoder().decode(TLSEvidence.self, from: data) == evidence)
  }

  @Test("one line says it all")
  func line() {
    #expect(Self.full.description == "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, x25519")
    #expect(TLSEvidence(version: .tls10, resumed: true).description == "TLSv1.0, resumed")
    #expect(TLSEvidence(offeredVersions: [.tls10]).description == "no TLS version agreed")
  }

  @Test(
    "a version is read as people write it",
    arguments: [
      ("1.2", TLSVersion.tls12), ("TLSv1.2", .tls12), ("tls1.2", .tls12), ("TLS 1.2", .tls12), ("TLS1_2", .tls12),
      ("TLSV1.3", .tls13), ("1.0", .tls10), ("TLSv1", .tls10), ("1.1", .tls11), ("SSLv3", .ssl3), ("ssl3", .ssl3),
      ("0x0304", .tls13), ("0x7f1c", TLSVersion(rawValue: 0x7F1C)),
    ])
  func versions(text: String, version: TLSVersion) {
    #expect(TLSVersion(text) == version)
    #expect(TLSVersion(version.description) == version)
  }

  @Test(
    "what is no version is none",
    arguments: ["", "2", "1", "3", "1.4", "tls", "v1.2.3", "SSLv2", "0x03", "0xZZZZ", "０"])
  func noVersion(_ text: String) {
    #expect(TLSVersion(text) == nil)
  }

  @Test("versions have their order and their names")
  func order() {
    let versions: [TLSVersion] = [.ssl3, .tls10, .tls11, .tls12, .tls13]
    #expect(versions.shuffled().sorted() == versions)
    #expect(versions.map(\.description) == ["SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
    #expect(TLSVersion(rawValue: 0x7F1C).description == "0x7F1C")
  }

  @Test(
    "cipher suites have the names of IANA's registry",
    arguments: [
      (UInt16(0x0000), "TLS_NULL_WITH_NULL_NULL"), (0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA"),
      (0x1301, "TLS_AES_128_GCM_SHA256"), (0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
      (0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"), (0xD005, "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256"),
      (0x0A0A, "0x0A0A"), (0xFFFF, "0xFFFF"), (0x001C, "0x001C"),
    ])
  func cipherSuites(code: UInt16, name: String) throws {
    let suite = CipherSuite(rawValue: code)
    #expect(suite.description == name)
    #expect(CipherSuite(name) == suite)
    #expect(try JSONDecoder().decode([CipherSuite].self, from: Data(try Self.json([suite]).utf8)) == [suite])
  }

  @Test(
    "groups have the names of IANA's registry",
    arguments: [
      (UInt16(0x0001), "sect163k1"), (0x0017, "secp256r1"), (0x001D, "x25519"), (0x0100, "ffdhe2048"),
      (0x11EC, "X25519MLKEM768"), (0xFF02, "arbitrary_explicit_char2_curves"), (0x1A1A, "0x1A1A"),
    ])
  func groups(code: UInt16, name: String) throws {
    let group = NamedGroup(rawValue: code)
    #expect(group.description == name)
    #expect(NamedGroup(name) == group)
    #expect(try JSONDecoder().decode([NamedGroup].self, from: Data(try Self.json([group]).utf8)) == [group])
  }

  @Test("a name that no registry has is no suite, group or alert")
  func unknownNames() {
    #expect(CipherSuite("TLS_MADE_UP") == nil)
    #expect(NamedGroup("curve9") == nil)
    let data = Data(#"["made_up"]"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([AlertDescription].self, from: data) }
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([TLSVersion].self, from: data) }
  }

  @Test("every alert is read back from its name")
  func alerts() throws {
    let all = (0...UInt8.max).map(AlertDescription.init(rawValue:))
    #expect(try JSONDecoder().decode([AlertDescription].self, from: Data(try Self.json(all).utf8)) == all)
    #expect(AlertDescription.protocolVersion.description == "protocol_version")
    #expect(AlertDescription.handshakeFailure.description == "handshake_failure")
  }

  @Test("sixteen values mean nothing")
  func grease() {
    let values = (0...UInt16.max).filter { CipherSuite(rawValue: $0).isGREASE }
    #expect(values == (0..<16).map { 0x0A0A + 0x1010 * $0 })
  }

  @Test(
    "an error says which side, and what",
    arguments: [
      (
        TLSWireError.versionNotOffered(.tls12, offered: [.tls11, .tls10]),
        "the server chose TLSv1.2, which the client did not offer (it offered TLSv1.1, TLSv1.0)"
      ),
      (
        .downgradeSentinel(.tls12, offered: [.tls13]),
        "the server chose TLSv1.2 and marked it as a downgrade, although the client offered TLSv1.3"
      ),
      (
        .notTLS(firstBytes: [0x00, 0xFF], from: .client),
        "the client does not speak TLS here: it began with the bytes 00 ff"
      ),
      (.malformed("a record", from: .server), "malformed from the server: a record"),
    ])
  func errors(_ error: TLSWireError, text: String) {
    #expect(error.description == text)
  }
}
