public import NIOCore

/// Reads off a connection's bytes which version of TLS its two sides agree on.
///
/// Give it what each side sent, in any pieces, in the order in which it crossed the wire. It does no input or output,
/// keeps none of the bytes but the hello messages, and never traps, whatever it is given.
///
/// ```swift
/// var observer = HandshakeObserver()
/// observer.observe(clientBytes, from: .client)
/// observer.observe(serverBytes, from: .server)
/// if observer.isDecided {
///   print(observer.evidence)  // TLSv1.3, TLS_AES_128_GCM_SHA256, x25519
/// }
/// ```
public struct HandshakeObserver: Sendable {
  enum State: Sendable {
    case awaitingClientHello
    case awaitingServerHello(ClientHello)
    /// The server asked for another ClientHello.
    case awaitingSecondClientHello(ClientHello, retry: ServerHello)
    case awaitingFinalServerHello(ClientHello, retry: ServerHello)
    /// TLS 1.2 and below: the group comes with a later message, if at all.
    case awaitingKeyExchange(ClientHello, ServerHello, hasCertificate: Bool)
    case decided(ClientHello, ServerHello, keyExchange: NamedGroup?, resumed: Bool)
    case failed(TLSWireError, ClientHello?, ServerHello?)
  }

  struct Direction: Sendable {
    var records = RecordReader()
    var handshake = HandshakeReader()
    /// The first byte of an alert whose second one has not come yet.
    var alertLevel: UInt8?
    /// Nothing that follows can be read: it is encrypted, or the framing is lost.
    var isClosed = false
  }

  var state = State.awaitingClientHello
  var client = Direction()
  var server = Direction()

  /// The alerts that either side sent in the clear, in their order.
  ///
  /// Alerts are still collected after the observer has finished, as long as that side's bytes can be read.
  public internal(set) var alerts: [ObservedAlert] = []

  /// The server's certificates in DER, its own first. Empty in TLS 1.3, which encrypts them, when a session is resumed,
  /// and in an observer that does not read them.
  public internal(set) var serverCertificates: [ByteBuffer] = []

  /// - Parameter readsCertificates: whether the certificates are kept, where they cross the wire in clear.
  public init(readsCertificates: Bool = false) {
    server.handshake = HandshakeReader(readsCertificates: readsCertificates)
  }

  /// Takes the next bytes that one side sent.
  public mutating func observe(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    var bytes = bytes
    do throws(TLSWireError) {
      while !self[endpoint].isClosed, let fragment = try self[endpoint].records.next(&bytes) {
        try handle(fragment, from: endpoint)
      }
    } catch {
      fail(error.attributed(to: endpoint))
      self[endpoint].isClosed = true
    }
  }

  /// The client's hello; after a HelloRetryRequest, its second one once that has come.
  public var clientHello: ClientHello? {
    switch state {
    case .awaitingClientHello: nil
    case .awaitingServerHello(let hello), .awaitingSecondClientHello(let hello, retry: _),
      .awaitingFinalServerHello(let hello, retry: _), .awaitingKeyExchange(let hello, _, hasCertificate: _),
      .decided(let hello, _, keyExchange: _, resumed: _):
      hello
    case .failed(_, let hello, _): hello
    }
  }

  /// The server's hello; a HelloRetryRequest as long as nothing better has come.
  public var serverHello: ServerHello? {
    switch state {
    case .awaitingClientHello, .awaitingServerHello: nil
    case .awaitingSecondClientHello(_, retry: let hello), .awaitingFinalServerHello(_, retry: let hello),
      .awaitingKeyExchange(_, let hello, hasCertificate: _), .decided(_, let hello, keyExchange: _, resumed: _):
      hello
    case .failed(_, _, let hello): hello
    }
  }

  /// Why this is no handshake that can be right, if it is none.
  public var failure: TLSWireError? {
    if case .failed(let error, _, _) = state { error } else { nil }
  }

  /// Whether the version, the cipher suite and, where it is sent in the clear, the group of the key exchange are known.
  public var isDecided: Bool {
    if case .decided = state { true } else { false }
  }

  /// Whether the observer has decided or failed: nothing more will be learnt but alerts.
  public var isFinished: Bool {
    switch state {
    case .decided, .failed: true
    case .awaitingClientHello, .awaitingServerHello, .awaitingSecondClientHello, .awaitingFinalServerHello,
      .awaitingKeyExchange:
      false
    }
  }

  /// What is known so far. The version is `nil` until the final ServerHello, and where what it says was not offered.
  public var evidence: TLSEvidence {
    switch state {
    case .awaitingClientHello, .awaitingServerHello, .awaitingSecondClientHello, .awaitingFinalServerHello:
      Self.evidence(clientHello, nil)
    case .awaitingKeyExchange(let client, let server, hasCertificate: _):
      Self.evidence(client, server)
    case .decided(let client, let server, let keyExchange, let resumed):
      Self.evidence(client, server, keyExchange: keyExchange, resumed: resumed)
    case .failed(let error, let client, let server):
      Self.evidence(client, error.code == .downgradeSentinel ? server : nil)
    }
  }

  private static func evidence(
    _ client: ClientHello?, _ server: ServerHello?, keyExchange: NamedGroup? = nil, resumed: Bool = false
  ) -> TLSEvidence {
    TLSEvidence(
      version: server?.version, cipherSuite: server?.cipherSuite, keyExchange: keyExchange,
      offeredVersions: client?.offeredVersions ?? [], serverName: client?.serverName, alpn: server?.alpnProtocol,
      resumed: resumed)
  }

  subscript(endpoint: TLSEndpoint) -> Direction {
    get {
      switch endpoint {
      case .client: client
      case .server: server
      }
    }
    _modify {
      switch endpoint {
      case .client: yield &client
      case .server: yield &server
      }
    }
  }

  mutating func fail(_ error: TLSWireError, serverHello: ServerHello? = nil) {
    guard !isFinished else { return }
    state = .failed(error, clientHello, serverHello ?? self.serverHello)
  }
}
