import NIOCore

extension HandshakeObserver {
  mutating func handle(
    _ message: HandshakeReader.Message, from endpoint: TLSEndpoint, recordVersion: TLSVersion
  ) throws(TLSWireError) {
    switch (state, endpoint, message.type) {
    case (.awaitingClientHello, .client, .clientHello):
      state = .awaitingServerHello(try ClientHello(parsing: message.body, recordVersion: recordVersion))

    case (.awaitingServerHello(let client), .server, .serverHello):
      try handleServerHello(try ServerHello(parsing: message.body), to: client)

    case (.awaitingSecondClientHello(let first, let retry), .client, .clientHello):
      let second = try ClientHello(parsing: message.body, recordVersion: recordVersion)
      guard second.offers(retry.version), second.sessionID == first.sessionID, second.random == first.random else {
        throw .illegalParameter("the second ClientHello is not the first one's")
      }
      state = .awaitingFinalServerHello(second, retry: retry)

    case (.awaitingFinalServerHello(let client, let retry), .server, .serverHello):
      try handleFinalServerHello(try ServerHello(parsing: message.body), to: client, after: retry)

    case (.awaitingKeyExchange(let client, let server, let hasCertificate), .server, _):
      try handleServerMessage(message, client, server, hasCertificate: hasCertificate)

    case (_, .server, .helloRequest):
      break

    default:
      throw .unexpectedMessage("\(message.type) may not stand here")
    }
  }

  private mutating func handleServerHello(_ server: ServerHello, to client: ClientHello) throws(TLSWireError) {
    try check(server, against: client)
    if server.isHelloRetryRequest {
      state = .awaitingSecondClientHello(client, retry: server)
    } else if server.version >= .tls13 {
      try decide(client, server)
    } else {
      state = .awaitingKeyExchange(client, server, hasCertificate: false)
    }
  }

  private mutating func handleFinalServerHello(
    _ server: ServerHello, to client: ClientHello, after retry: ServerHello
  ) throws(TLSWireError) {
    guard !server.isHelloRetryRequest else { throw .unexpectedMessage("a second HelloRetryRequest") }
    try check(server, against: client)
    guard server.version == retry.version, server.cipherSuite == retry.cipherSuite else {
      throw .illegalParameter("the ServerHello takes back what the HelloRetryRequest chose")
    }
    if let asked = retry.keyShareGroup, let group = server.keyShareGroup, group != asked {
      throw .illegalParameter("the ServerHello takes another group than the HelloRetryRequest asked for")
    }
    try decide(client, server)
  }

  /// TLS 1.3: everything that is sent in the clear has been seen.
  private mutating func decide(_ client: ClientHello, _ server: ServerHello) throws(TLSWireError) {
    guard server.keyShareGroup != nil || server.selectedPreSharedKey != nil else {
      throw .malformed("the ServerHello has neither a key share nor a pre-shared key")
    }
    if let group = server.keyShareGroup, !client.keyShareGroups.contains(group) {
      throw .illegalParameter("the ServerHello takes \(group), for which the client sent no key share")
    }
    if server.selectedPreSharedKey != nil, !client.offersPreSharedKey {
      throw .illegalParameter("the ServerHello takes a pre-shared key, and the client offered none")
    }
    state = .decided(
      client, server, keyExchange: server.keyShareGroup, resumed: server.selectedPreSharedKey != nil)
  }

  private mutating func check(_ server: ServerHello, against client: ClientHello) throws(TLSWireError) {
    guard client.offers(server.version) else {
      let error = TLSWireError.versionNotOffered(server.version, offered: client.offeredVersions)
      fail(error, serverHello: server)
      throw error
    }
    let sentinelIsAlarm =
      switch server.downgradeSentinel {
      case nil: false
      case .tls12: server.version < .tls13 && client.offersBetter(than: .tls12)
      case .tls11OrBelow: server.version < .tls13 && client.offersBetter(than: max(server.version, .tls11))
      }
    if sentinelIsAlarm {
      let error = TLSWireError.downgradeSentinel(server.version, offered: client.offeredVersions)
      fail(error, serverHello: server)
      throw error
    }
    guard client.cipherSuites.contains(server.cipherSuite) else {
      throw .illegalParameter("the ServerHello takes \(server.cipherSuite), which the client did not offer")
    }
    if server.version >= .tls13, server.sessionID != client.sessionID {
      throw .illegalParameter("the ServerHello's session ID is not the client's")
    }
  }

  /// TLS 1.2 and below, between the ServerHello and the first message that settles the key exchange.
  private mutating func handleServerMessage(
    _ message: HandshakeReader.Message, _ client: ClientHello, _ server: ServerHello, hasCertificate: Bool
  ) throws(TLSWireError) {
    switch message.type {
    case .certificate where !hasCertificate:
      serverCertificates = try Self.certificates(in: message.body)
      state = .awaitingKeyExchange(client, server, hasCertificate: true)
    case .serverKeyExchange:
      let group = try server.cipherSuite.group(inServerKeyExchange: message.body)
      state = .decided(client, server, keyExchange: group, resumed: false)
    case .serverHelloDone:
      state = .decided(client, server, keyExchange: nil, resumed: false)
    case .newSessionTicket where !hasCertificate && client.offersAbbreviation:
      state = .decided(client, server, keyExchange: nil, resumed: true)
    case .helloRequest, .certificateStatus, .certificateRequest, .supplementalData:
      break
    default:
      throw .unexpectedMessage("\(message.type) may not stand here")
    }
  }
}

extension HandshakeObserver {
  /// The chain of a Certificate message (RFC 5246, section 7.4.2); empty where the message was not kept.
  private static func certificates(in body: ByteBuffer) throws(TLSWireError) -> [ByteBuffer] {
    guard body.readableBytes > 0 else { return [] }
    var body = body
    guard var list = body.readVector(lengthBytes: 3), body.readableBytes == 0 else {
      throw .malformed("the length of the certificates")
    }
    var chain: [ByteBuffer] = []
    while list.readableBytes > 0 {
      guard let certificate = list.readVector(lengthBytes: 3), certificate.readableBytes > 0 else {
        throw .malformed("a certificate ends early")
      }
      chain.append(certificate)
    }
    return chain
  }
}

extension ClientHello {
  /// Whether a server of TLS 1.2 or below may resume a session: by the session ID, made up or not, or by a ticket.
  var offersAbbreviation: Bool {
    sessionID.readableBytes > 0 || offersResumption
  }

  var offersEarlyData: Bool {
    extensions.body(of: TLSExtension.earlyData) != nil
  }

  /// Drafts of TLS 1.3 do not count: a server that marks its random need not know them.
  func offersBetter(than version: TLSVersion) -> Bool {
    [TLSVersion.tls13, .tls12, .tls11].contains { $0 > version && offers($0) }
  }
}
