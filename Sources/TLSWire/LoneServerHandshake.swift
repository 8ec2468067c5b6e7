package import NIOCore

/// Reads what a server chose from its own bytes alone, where the client's hello was not seen.
///
/// What was offered is not known then, so that nothing can be checked against it.
package struct LoneServerHandshake: Sendable {
  private var records = RecordReader()
  private var handshake = HandshakeReader()
  private var isClosed = false
  /// The bytes of alerts, two for each.
  private var alertBytes: [UInt8] = []
  /// The ServerHello that counts; a HelloRetryRequest as long as nothing better has come.
  package private(set) var serverHello: ServerHello?
  package private(set) var hasHelloRetryRequest = false
  package private(set) var keyExchange: NamedGroup?
  package var alerts: [ObservedAlert] {
    stride(from: 0, to: alertBytes.count - 1, by: 2).map {
      let level = TLSAlert.Level(rawValue: alertBytes[$0])
      let description = AlertDescription(rawValue: alertBytes[$0 + 1])
      return ObservedAlert(from: .server, alert: TLSAlert(level: level, description: description))
    }
  }

  package init() {}

  /// Takes the next bytes of the server.
  package mutating func observe(_ bytes: ByteBuffer) {
    var bytes = bytes
    do throws(TLSWireError) {
      while !isClosed, let fragment = try records.next(&bytes) {
        switch fragment.type {
        case .handshake: try read(fragment.bytes)
        case .alert where fragment.recordLength == 2 && alertBytes.count < 64:
          alertBytes += fragment.bytes.readableBytesView
        case .changeCipherSpec: isClosed = serverHello.map { $0.version < .tls13 } ?? true
        case .alert, .applicationData, .heartbeat: isClosed = true
        }
      }
    } catch {
      isClosed = true
    }
  }

  private mutating func read(_ bytes: ByteBuffer) throws(TLSWireError) {
    var bytes = bytes
    while let message = try handshake.next(&bytes) {
      switch message.type {
      case .serverHello where serverHello == nil || serverHello?.isHelloRetryRequest == true:
        let hello = try ServerHello(parsing: message.body)
        serverHello = hello
        hasHelloRetryRequest = hasHelloRetryRequest || hello.isHelloRetryRequest
        keyExchange = hello.isHelloRetryRequest ? nil : hello.keyShareGroup
      case .serverKeyExchange:
        if let suite = serverHello?.cipherSuite { keyExchange = try suite.group(inServerKeyExchange: message.body) }
      default:
        break
      }
    }
  }

  /// What is known so far; `nil` without a final ServerHello.
  package var evidence: TLSEvidence? {
    guard let serverHello, !serverHello.isHelloRetryRequest else { return nil }
    return TLSEvidence(
      version: serverHello.version, cipherSuite: serverHello.cipherSuite, keyExchange: keyExchange,
      alpn: serverHello.alpnProtocol)
  }
}
