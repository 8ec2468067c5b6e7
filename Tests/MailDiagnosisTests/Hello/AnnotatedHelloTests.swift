import Testing

@testable import MailDiagnosis

@Suite("A hello whose bytes are named")
struct AnnotatedHelloTests {
  private func client(_ name: String) throws -> AnnotatedBytes {
    .clientHello(try HelloOfRecording(name).clientHello, label: "ClientHello")
  }

  private func server(_ name: String) throws -> AnnotatedBytes {
    .serverHello(try HelloOfRecording(name).serverHello, label: "ServerHello")
  }

  @Test("names every part of a ClientHello, in order, with its value")
  func wholeClientHello() throws {
    let hello = try client("tls13")
    #expect(
      hello.marks.map(\.name) == [
        "content type", "record version", "record length", "handshake type", "handshake length", "legacy_version",
        "random", "legacy_session_id", "cipher_suites", "legacy_compression_methods", "extensions", "server_name",
        "ec_point_formats", "supported_groups", "session_ticket", "encrypt_then_mac", "extended_master_secret",
        "signature_algorithms", "supported_versions", "psk_key_exchange_modes", "key_share",
      ])
    #expect(hello["content type"] == "handshake (22)")
    #expect(hello["record version"] == "TLSv1.0, which decides nothing")
    #expect(hello["handshake type"] == "ClientHello (1)")
    #expect(hello["legacy_version"] == "TLSv1.2, but supported_versions decides")
    #expect(hello["cipher_suites"]?.hasPrefix("TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, ") == true)
    #expect(hello["legacy_compression_methods"] == "null")
    #expect(hello["server_name"] == "mail.example.com")
    #expect(hello["supported_groups"]?.hasPrefix("x25519, secp256r1, x448, secp521r1, secp384r1, ffdhe2048") == true)
    #expect(hello["session_ticket"] == "asks for a ticket")
    #expect(hello["signature_algorithms"]?.hasPrefix("ecdsa_secp256r1_sha256, ecdsa_secp384r1_sha384, ") == true)
    #expect(hello["supported_versions"] == "TLSv1.3, TLSv1.2, TLSv1.1, TLSv1.0")
    #expect(hello["psk_key_exchange_modes"] == "psk_dhe_ke")
    #expect(hello["key_share"] == "x25519 (32 bytes)")
  }

  @Test("says that supported_versions decides where it is there, on both sides")
  func supportedVersionsDecides() throws {
    #expect(try client("tls13").decisive == ["supported_versions: TLSv1.3, TLSv1.2, TLSv1.1, TLSv1.0"])
    #expect(try server("tls13").decisive == ["supported_versions: TLSv1.3"])
    #expect(try server("tls13")["legacy_version"] == "TLSv1.2, but supported_versions decides")
    #expect(try server("tls13")["key_share"] == "x25519, 32 bytes")
  }

  @Test("says that legacy_version decides where there is no supported_versions")
  func legacyVersionDecides() throws {
    #expect(try client("tls10-rsa").decisive == ["legacy_version: TLSv1.0"])
    #expect(try server("tls10-rsa").decisive == ["legacy_version: TLSv1.0"])
    #expect(try server("tls12-ecdhe").decisive == ["legacy_version: TLSv1.2"])
  }

  @Test("knows a HelloRetryRequest by its random, and the group that it asks for")
  func retry() throws {
    let hello = try server("tls13-retry")
    #expect(hello["random"]?.contains("HelloRetryRequest") == true)
    #expect(hello["key_share"]?.hasPrefix("asks for ") == true)
    #expect(hello.decisive == ["supported_versions: TLSv1.3"])
  }

  @Test("names the end of the random with which a server marks a downgrade")
  func downgrade() throws {
    let marked = try HelloOfRecording.names.filter { try server($0)["downgrade sentinel"] != nil }
    #expect(!marked.isEmpty)
    for name in marked {
      let hello = try server(name)
      let mark = try #require(hello.marks.first { $0.name == "downgrade sentinel" })
      #expect(mark.range.count == 8 && mark.value.hasPrefix("DOWNGRD 0"))
      #expect(hello.bytes[mark.range].starts(with: "DOWNGRD".utf8))
    }
  }

  @Test("names the values that mean nothing")
  func grease() {
    let hello = AnnotatedBytes.clientHello(
      Self.clientHello(
        suites: [0x2A, 0x2A, 0x13, 0x01],
        extensions: [0x0A, 0x0A, 0, 0, 0, 43, 0, 5, 4, 0x7A, 0x7A, 3, 4]), label: "")
    #expect(hello["cipher_suites"] == "GREASE 0x2A2A, TLS_AES_128_GCM_SHA256")
    #expect(hello["GREASE 0x0A0A"] == "means nothing (RFC 8701)")
    #expect(hello.decisive == ["supported_versions: GREASE 0x7A7A, TLSv1.3"])
  }

  @Test("writes a server name as digits where it could deceive")
  func hostileName() {
    let name: [UInt8] = [0x3C, 0x1B, 0x0A]
    let hello = AnnotatedBytes.clientHello(
      Self.clientHello(suites: [0x13, 0x01], extensions: [0, 0, 0, 8, 0, 6, 0, 0, 3] + name), label: "")
    #expect(hello["server_name"] == "0x3c1b0a")
  }

  @Test("says where a length is wrong")
  func malformed() {
    let hello = AnnotatedBytes.clientHello(
      Self.clientHello(suites: [0x13, 0x01], extensions: [0, 43, 0, 9, 2, 3, 4]), label: "")
    #expect(hello["supported_versions"] == "malformed: 13 bytes, of which the message has 7")
    #expect(hello.decisive.count == 1)
  }

  @Test("does not say what decides where that may have been cut off")
  func cutOff() throws {
    let whole = try HelloOfRecording("tls13").clientHello
    let hello = AnnotatedBytes.clientHello(Array(whole.prefix(90)), label: "")
    #expect(hello.decisive == [])
    #expect(hello["legacy_version"] == "TLSv1.2, unless supported_versions came after what was cut off")
    #expect(hello.marks.last?.value.hasPrefix("cut off after ") == true)
  }

  @Test("has the same parts however it is spread over records", arguments: [1, 2, 7, 64, 200])
  func spread(every count: Int) throws {
    let record = try HelloOfRecording("tls13").clientHello
    let whole = AnnotatedBytes.clientHello(record, label: "")
    let spread = AnnotatedBytes.clientHello(HelloOfRecording.split(record, every: count), label: "")
    func parts(_ hello: AnnotatedBytes) -> [String: [UInt8]] {
      hello.marks.reduce(into: [:]) { parts, mark in
        guard !mark.name.hasPrefix("record"), mark.name != "content type" else { return }
        let name = mark.name.hasSuffix(", continued") ? String(mark.name.dropLast(11)) : mark.name
        parts[name, default: []] += hello.bytes[mark.range]
      }
    }
    #expect(parts(spread) == parts(whole))
    #expect(spread.isCovered)
    #expect(spread["supported_versions"] == whole["supported_versions"])
  }

  static func clientHello(suites: [UInt8], extensions: [UInt8]) -> [UInt8] {
    let body =
      [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, UInt8(suites.count)] + suites
      + [1, 0, 0, UInt8(extensions.count)] + extensions
    let message = [1, 0, 0, UInt8(body.count)] + body
    return [22, 3, 1, 0, UInt8(message.count)] + message
  }
}

extension AnnotatedBytes {
  subscript(name: String) -> String? { marks.first { $0.name == name }?.value }

  var decisive: [String] { marks.filter(\.isDecisive).map { "\($0.name): \($0.value)" } }

  /// Whether the marks cover every byte once, in order.
  var isCovered: Bool {
    var position = 0
    for mark in marks {
      guard mark.range.lowerBound == position, !mark.range.isEmpty else { return false }
      position = mark.range.upperBound
    }
    return position == bytes.count
  }
}
