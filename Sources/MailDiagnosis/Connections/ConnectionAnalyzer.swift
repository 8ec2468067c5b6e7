public import NIOCore
public import TLSWire

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// Makes out what a mail connection negotiated, from the bytes of its two sides.
///
/// Give it what each side sent, in any pieces, in the order in which it crossed the wire. It does no input or output, and
/// keeps nothing but the hellos and the first lines of the dialogue.
///
/// ```swift
/// var analyzer = ConnectionAnalyzer(client: "127.0.0.1:52100", server: "127.0.0.1:587", began: Date())
/// analyzer.receive(clientBytes, from: .client)
/// analyzer.receive(serverBytes, from: .server)
/// for event in analyzer.takeEvents() { print(event) }
/// print(analyzer.connection(endedAt: Date()).findings)
/// ```
public struct ConnectionAnalyzer: Sendable {
  /// Something that has just become known.
  public enum Event: Sendable, Hashable {
    case line(DialogueLine)
    /// The client asked for TLS by STARTTLS.
    case askedForTLS
    /// The client's first hello is there; after a HelloRetryRequest, its second one, too.
    case clientHello(ClientHello)
    case helloRetryRequest
    /// Version and cipher suite are agreed.
    case agreed(TLSEvidence)
    case alert(ObservedAlert)
    /// A side ended the handshake with an alert that is encrypted.
    case encryptedAlert(from: TLSEndpoint)
    case handshakeComplete
    case failed(TLSWireError)
  }

  /// The most lines of a dialogue that are kept.
  public static let maximumDialogue = 200

  private let hellos: HelloTable
  var seen: ObservedConnection
  var dialogue: SMTPDialogue
  var observer = HandshakeObserver(readsCertificates: true)
  var progress = HandshakeProgress()
  /// Reads the server's hello where the client's was not seen.
  var lone: LoneServerHandshake?
  /// The sides that have sent bytes of TLS.
  var tlsBegan: Set<TLSEndpoint> = []
  /// The sides of which a part is missing since TLS began.
  var isLost: Set<TLSEndpoint> = []
  var events: [Event] = []
  private var clientRecords = OpeningRecords()
  private var serverRecords = OpeningRecords()

  /// - Parameter hellos: those by which the client's library is recognised.
  public init(
    client: String, server: String, began: Date?, coverage: ObservedConnection.Coverage = .whole,
    hellos: HelloTable = .recorded
  ) {
    self.hellos = hellos
    seen = ObservedConnection(client: client, server: server, began: began, coverage: coverage)
    dialogue = SMTPDialogue(beginsInTheMiddle: coverage.beginsInTheMiddle)
  }

  /// Whether more bytes can tell anything; if not, ``skip(_:from:)`` is enough.
  public var needsBytes: Bool {
    !(seen.isHandshakeComplete && (observer.isFinished || lone != nil))
  }

  /// What has become known since the last call.
  public mutating func takeEvents() -> [Event] {
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }

  /// Takes the next bytes of one side.
  public mutating func receive(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    skip(bytes.readableBytes, from: endpoint)
    guard needsBytes else { return }
    dialogue.receive(bytes, from: endpoint)
    for event in dialogue.takeEvents() { note(event) }
  }

  /// Counts bytes that need not be looked at.
  public mutating func skip(_ count: Int, from endpoint: TLSEndpoint) {
    switch endpoint {
    case .client: seen.bytesFromClient += count
    case .server: seen.bytesFromServer += count
    }
  }

  /// Takes note of bytes that crossed the wire and were not seen.
  /// - Parameter count: how many; 0 where that is not known.
  public mutating func lose(_ count: Int, from endpoint: TLSEndpoint) {
    skip(count, from: endpoint)
    guard needsBytes else { return }
    seen.coverage.hasGaps = true
    dialogue.lose(count, from: endpoint)
    if tlsBegan.contains(endpoint) { isLost.insert(endpoint) }
  }

  /// Takes note of how the connection ended; only the first time counts.
  public mutating func close(by endpoint: TLSEndpoint, reset: Bool) {
    guard seen.ending == nil else { return }
    seen.ending = reset ? .reset(by: endpoint) : .closed(by: endpoint)
  }

  private mutating func note(_ event: SMTPDialogue.Event) {
    switch event {
    case .line(let line):
      if seen.dialogue.count < Self.maximumDialogue {
        seen.dialogue.append(line)
      } else {
        seen.omittedLines += 1
      }
      events.append(.line(line))
    case .askedForTLS:
      seen.didAskForTLS = true
      events.append(.askedForTLS)
    case .answeredTLS(let reply): seen.startTLSReply = reply
    case .capabilities(let offersTLS): seen.serverOffersTLS = offersTLS
    case .credentials: seen.hasClearCredentials = true
    case .message: seen.hasClearMessage = true
    case .tls(let bytes, let endpoint): receiveTLS(bytes, from: endpoint)
    }
  }

  private mutating func receiveTLS(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    tlsBegan.insert(endpoint)
    guard !isLost.contains(endpoint) else { return }
    // A hello is made of slices: it shall not hold on to a whole read of the socket.
    let bytes = ByteBuffer(bytes: bytes.readableBytesView)
    let alertCount = observer.alerts.count
    let wasFinished = observer.isFinished
    switch endpoint {
    case .client:
      if observer.clientHello == nil { clientRecords.append(bytes) }
    case .server:
      if observer.serverHello?.isHelloRetryRequest != false { serverRecords.append(bytes) }
      if readsServerAlone {
        lone = lone ?? LoneServerHandshake()
        lone?.observe(bytes)
        progress.observe(bytes, from: endpoint, agreement)
        return
      }
    }
    let hello = observer.clientHello
    let version = observer.evidence.version
    observer.observe(bytes, from: endpoint)
    progress.observe(bytes, from: endpoint, agreement)
    tell(helloBefore: hello, versionBefore: version, alertsBefore: alertCount, wasFinished: wasFinished)
  }

  /// Whether the client's part, without which the server's cannot be checked, was not seen.
  private var readsServerAlone: Bool {
    if lone != nil { return true }
    if observer.clientHello == nil { return !tlsBegan.contains(.client) || isLost.contains(.client) }
    return isLost.contains(.client) && observer.serverHello?.isHelloRetryRequest == true
  }

  /// Tells what these bytes have added.
  private mutating func tell(
    helloBefore: ClientHello?, versionBefore: TLSVersion?, alertsBefore: Int, wasFinished: Bool
  ) {
    if let hello = observer.clientHello, hello != helloBefore { events.append(.clientHello(hello)) }
    if observer.serverHello?.isHelloRetryRequest == true, !seen.hasHelloRetryRequest {
      seen.hasHelloRetryRequest = true
      events.append(.helloRetryRequest)
    }
    for alert in observer.alerts.dropFirst(alertsBefore) { events.append(.alert(alert)) }
    if !wasFinished, observer.isDecided { events.append(.agreed(observer.evidence)) }
    if !wasFinished, let failure = observer.failure { events.append(.failed(failure)) }
    if seen.encryptedAlertFrom == nil, let side = progress.encryptedAlertFrom, !seen.isHandshakeComplete {
      seen.encryptedAlertFrom = side
      events.append(.encryptedAlert(from: side))
    }
    if !seen.isHandshakeComplete, progress.isComplete, observer.isDecided || lone?.evidence != nil {
      seen.isHandshakeComplete = true
      events.append(.handshakeComplete)
    }
  }

  private var agreement: HandshakeProgress.Agreement? {
    guard let hello = observer.serverHello ?? lone?.serverHello, !hello.isHelloRetryRequest else { return nil }
    return HandshakeProgress.Agreement(version: hello.version, cipherSuite: hello.cipherSuite)
  }

  /// What is known of the connection so far.
  public func connection(endedAt date: Date?) -> ObservedConnection {
    var connection = seen
    if let began = seen.began, let date { connection.duration = max(0, date.timeIntervalSince(began)) }
    connection.opening = opening
    connection.clientHello = observer.clientHello
    connection.serverHello = observer.serverHello ?? lone?.serverHello
    connection.clientHelloRecords = clientRecords.hello
    connection.serverHelloRecords = serverRecords.hello
    connection.tls = evidence
    connection.hasHelloRetryRequest = seen.hasHelloRetryRequest || lone?.hasHelloRetryRequest == true
    connection.recordVersions = progress.recordVersions
    connection.alerts = observer.alerts + (lone?.alerts ?? [])
    connection.failure = observer.failure
    connection.identify(with: hellos)
    connection.diagnose()
    return connection
  }

  private var opening: ObservedConnection.Opening {
    if !tlsBegan.isEmpty {
      if dialogue.hasSpoken { return .startTLS }
      return seen.coverage.isWhole ? .implicitTLS : .unknown
    }
    if dialogue.hasSpoken { return .plaintext }
    return seen.dialogue.isEmpty ? .unknown : .other
  }

  private var evidence: TLSEvidence? {
    let client = observer.clientHello
    var evidence = observer.evidence
    if evidence.version == nil, let alone = lone?.evidence {
      evidence = TLSEvidence(
        version: alone.version, cipherSuite: alone.cipherSuite, keyExchange: alone.keyExchange,
        offeredVersions: client?.offeredVersions ?? [], serverName: client?.serverName, alpn: alone.alpn)
    }
    guard client != nil || evidence.version != nil else { return nil }
    if let der = observer.serverCertificates.first {
      evidence.certificate = ObservedCertificates.shared.evidence(of: der)
    }
    return evidence
  }
}
