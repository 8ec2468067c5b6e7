import NIOCore

extension ClientHello {
  /// What a probe offers when nothing else is asked for: suites of TLS 1.3, then forward secret ones, then those of
  /// servers that have not been touched for long.
  public static let probingCipherSuites: [CipherSuite] = [
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
  ].compactMap { CipherSuite($0) }

  public static let probingGroups: [NamedGroup] = [.x25519, .secp256r1, .secp384r1, .secp521r1]

  /// A hello that asks a server what it speaks, without a handshake to follow.
  ///
  /// The answer is a ServerHello, a HelloRetryRequest or an alert; no key belongs to the key share that is sent, so the
  /// handshake cannot be completed. A key share is sent for X25519 only; without it the server asks for one of the
  /// other groups.
  ///
  /// ```swift
  /// let hello = ClientHello.probe(versions: [.tls11, .tls10], serverName: "smtp.example.com")
  /// channel.writeAndFlush(hello.encode(), promise: nil)
  /// ```
  ///
  /// - Parameters:
  ///   - versions: what is offered. Versions up to TLS 1.2 are offered by their highest alone, unless TLS 1.3 is among
  ///     them: a server is then free to choose a lower one.
  ///   - serverName: left out when it is not a host name of at most 255 visible ASCII characters: an IP address may not
  ///     stand there (RFC 6066, section 3).
  public static func probe(
    versions: [TLSVersion] = [.tls13, .tls12, .tls11, .tls10],
    cipherSuites: [CipherSuite] = probingCipherSuites,
    groups: [NamedGroup] = probingGroups,
    serverName: String? = nil,
    alpnProtocols: [String] = []
  ) -> ClientHello {
    var generator = SystemRandomNumberGenerator()
    return probe(
      versions: versions, cipherSuites: cipherSuites, groups: groups, serverName: serverName,
      alpnProtocols: alpnProtocols, using: &generator)
  }

  /// The same with random bytes from a generator of the caller's.
  public static func probe(
    versions: [TLSVersion], cipherSuites: [CipherSuite], groups: [NamedGroup], serverName: String?,
    alpnProtocols: [String], using generator: inout some RandomNumberGenerator
  ) -> ClientHello {
    let offersTLS13 = versions.contains { $0 >= .tls13 }
    let legacyVersion = offersTLS13 ? .tls12 : versions.max() ?? .tls12

    var extensions: [TLSExtension] = []
    func append(_ type: UInt16, _ write: (inout ByteBuffer) -> Void) {
      var body = ByteBuffer()
      write(&body)
      extensions.append(TLSExtension(type: type, body: body))
    }

    if let serverName, isHostName(serverName) {
      append(TLSExtension.serverName) { body in
        body.writeVector(lengthBytes: 2) { list in
          list.writeInteger(UInt8(0))
          list.writeVector(lengthBytes: 2) { $0.writeString(serverName) }
        }
      }
    }
    append(TLSExtension.renegotiationInfo) { $0.writeVector(lengthBytes: 1) { _ in } }
    append(TLSExtension.extendedMasterSecret) { _ in }
    if !groups.isEmpty {
      append(TLSExtension.supportedGroups) { $0.writeVector(lengthBytes: 2) { $0.writeCodes(groups.map(\.rawValue)) } }
      append(TLSExtension.ecPointFormats) { $0.writeVector(lengthBytes: 1) { $0.writeInteger(UInt8(0)) } }
    }
    let names = alpnProtocols.filter { (1...255).contains($0.utf8.count) }
    if !names.isEmpty {
      append(TLSExtension.applicationLayerProtocolNegotiation) { body in
        body.writeVector(lengthBytes: 2) { list in
          for name in names {
            list.writeVector(lengthBytes: 1) { $0.writeString(name) }
          }
        }
      }
    }
    if legacyVersion >= .tls12 {
      append(TLSExtension.signatureAlgorithms) { $0.writeVector(lengthBytes: 2) { $0.writeCodes(signatureSchemes) } }
    }
    if offersTLS13 {
      append(TLSExtension.supportedVersions) {
        $0.writeVector(lengthBytes: 1) { $0.writeCodes(versions.map(\.rawValue)) }
      }
      append(TLSExtension.keyShare) { body in
        body.writeVector(lengthBytes: 2) { list in
          guard groups.contains(.x25519) else { return }
          list.writeInteger(NamedGroup.x25519.rawValue)
          list.writeVector(lengthBytes: 2) { $0.writeRandom(count: 32, using: &generator) }
        }
      }
    }

    var random = ByteBuffer()
    random.writeRandom(count: 32, using: &generator)
    var sessionID = ByteBuffer()
    if offersTLS13 { sessionID.writeRandom(count: 32, using: &generator) }
    return ClientHello(
      recordVersion: min(legacyVersion, .tls10), legacyVersion: legacyVersion, random: random, sessionID: sessionID,
      cipherSuites: cipherSuites, extensions: extensions)
  }

  /// ECDSA with P-256, P-384, P-521; Ed25519; RSA-PSS and PKCS #1 with SHA-2; then what SHA-1 is left with
  /// (RFC 8446, section 4.2.3).
  private static let signatureSchemes: [UInt16] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0401, 0x0501, 0x0601, 0x0203,
    0x0201,
  ]

  private static func isHostName(_ name: String) -> Bool {
    let bytes = name.utf8
    guard (1...255).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
    let isAddress =
      bytes.contains(UInt8(ascii: ":")) || bytes.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
    return !isAddress
  }
}

extension ByteBuffer {
  fileprivate mutating func writeRandom(count: Int, using generator: inout some RandomNumberGenerator) {
    for _ in 0..<count {
      writeInteger(UInt8.random(in: .min ... .max, using: &generator))
    }
  }
}
