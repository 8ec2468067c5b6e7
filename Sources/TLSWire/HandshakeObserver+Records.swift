import NIOCore

extension HandshakeObserver {
  /// More alerts than any honest side sends in the clear.
  private static let maximumAlerts = 32

  mutating func handle(_ fragment: RecordReader.Fragment, from endpoint: TLSEndpoint) throws(TLSWireError) {
    switch fragment.type {
    case .handshake:
      try handleHandshake(fragment, from: endpoint)
    case .alert:
      try handleAlert(fragment.bytes, from: endpoint)
    case .changeCipherSpec:
      try handleChangeCipherSpec(fragment, from: endpoint)
    case .applicationData:
      try handleApplicationData(from: endpoint)
    case .heartbeat:
      guard isFinished else { throw .unexpectedMessage("a heartbeat in the handshake") }
    }
  }

  private mutating func handleHandshake(
    _ fragment: RecordReader.Fragment, from endpoint: TLSEndpoint
  ) throws(TLSWireError) {
    var bytes = fragment.bytes
    while !isFinished, let message = try self[endpoint].handshake.next(&bytes) {
      try handle(message, from: endpoint, recordVersion: fragment.version)
    }
  }

  private mutating func handleAlert(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) throws(TLSWireError) {
    for byte in bytes.readableBytesView {
      guard let level = self[endpoint].alertLevel else {
        self[endpoint].alertLevel = byte
        continue
      }
      self[endpoint].alertLevel = nil
      guard alerts.count < Self.maximumAlerts else { throw .limitExceeded("more than \(Self.maximumAlerts) alerts") }
      let alert = TLSAlert(level: TLSAlert.Level(rawValue: level), description: AlertDescription(rawValue: byte))
      alerts.append(ObservedAlert(from: endpoint, alert: alert))
    }
  }

  /// In TLS 1.3 the message means nothing and pleases middleboxes (RFC 8446, D.4); before, what follows is encrypted.
  private mutating func handleChangeCipherSpec(
    _ fragment: RecordReader.Fragment, from endpoint: TLSEndpoint
  ) throws(TLSWireError) {
    guard fragment.recordLength == 1, fragment.bytes.readableBytesView.first == 1 else {
      throw .malformed("a ChangeCipherSpec that is none")
    }
    guard isFinished || !self[endpoint].handshake.isInsideMessage else {
      throw .unexpectedMessage("a ChangeCipherSpec inside a handshake message")
    }
    switch (state, endpoint) {
    case (.awaitingServerHello(let hello), .client) where hello.offers(.tls13):
      break
    case (.awaitingSecondClientHello, _), (.awaitingFinalServerHello, _):
      break
    case (.awaitingKeyExchange(let client, let server, hasCertificate: false), .server) where client.offersAbbreviation:
      state = .decided(client, server, keyExchange: nil, resumed: true)
      self.server.isClosed = true
    case (.decided(_, let server, keyExchange: _, resumed: _), _):
      if server.version < .tls13 { self[endpoint].isClosed = true }
    case (.failed, _):
      self[endpoint].isClosed = true
    case (.awaitingClientHello, _), (.awaitingServerHello, _), (.awaitingKeyExchange, _):
      throw .unexpectedMessage("a ChangeCipherSpec that may not stand here")
    }
  }

  /// Before the ServerHello only a client may send it: early data (RFC 8446, section 4.2.10).
  private mutating func handleApplicationData(from endpoint: TLSEndpoint) throws(TLSWireError) {
    switch (state, endpoint) {
    case (.awaitingServerHello(let hello), .client) where hello.offersEarlyData:
      break
    case (.awaitingSecondClientHello(let hello, retry: _), .client) where hello.offersEarlyData:
      break
    case (.decided, _), (.failed, _):
      self[endpoint].isClosed = true
    case (.awaitingClientHello, _), (.awaitingServerHello, _), (.awaitingSecondClientHello, _),
      (.awaitingFinalServerHello, _), (.awaitingKeyExchange, _):
      throw .unexpectedMessage("application data in the handshake")
    }
  }
}
