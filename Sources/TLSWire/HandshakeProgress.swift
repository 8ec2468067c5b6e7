package import NIOCore

/// How far a handshake got after the hellos, told by the kinds and the lengths of records whose content is encrypted.
///
/// Give it the same bytes as a ``HandshakeObserver``, after that one has seen them.
package struct HandshakeProgress: Sendable {
  private struct Direction: Sendable {
    var records = RecordReader()
    /// TLS 1.2 and below: what follows is encrypted.
    var isEncrypted = false
    var isFinished = false
    var isLost = false
  }

  /// What the hellos agreed on.
  package struct Agreement: Sendable {
    let version: TLSVersion
    let cipherSuite: CipherSuite

    package init(version: TLSVersion, cipherSuite: CipherSuite) {
      self.version = version
      self.cipherSuite = cipherSuite
    }
  }

  private var client = Direction()
  private var server = Direction()
  /// The side that ended the handshake with an encrypted alert.
  package private(set) var encryptedAlertFrom: TLSEndpoint?
  /// The versions that records claimed, each once, in the order in which they came.
  package private(set) var recordVersions: [TLSVersion] = []

  package init() {}

  /// Whether both sides finished: in TLS 1.3, whether the client did, which does so last.
  package var isComplete: Bool { client.isFinished && server.isFinished }

  /// Takes the next bytes of one side.
  /// - Parameter agreement: what the hellos agreed on so far.
  package mutating func observe(_ bytes: ByteBuffer, from endpoint: TLSEndpoint, _ agreement: Agreement?) {
    var bytes = bytes
    while !self[endpoint].isLost {
      do {
        guard let fragment = try self[endpoint].records.next(&bytes) else { return }
        if fragment.isFirst { note(fragment, from: endpoint, agreement) }
      } catch {
        self[endpoint].isLost = true
      }
    }
  }

  private mutating func note(_ record: RecordReader.Fragment, from endpoint: TLSEndpoint, _ agreement: Agreement?) {
    if !recordVersions.contains(record.version), recordVersions.count < 8 { recordVersions.append(record.version) }
    guard let agreement, !isComplete else { return }
    if agreement.version >= .tls13 {
      guard record.type == .applicationData else { return }
      if record.recordLength == agreement.encryptedAlertLength {
        encryptedAlertFrom = encryptedAlertFrom ?? endpoint
      } else {
        self[endpoint].isFinished = true
      }
      return
    }
    switch record.type {
    case .changeCipherSpec:
      self[endpoint].isEncrypted = true
    case .handshake where self[endpoint].isEncrypted:
      self[endpoint].isFinished = true
    case .alert where self[endpoint].isEncrypted:
      encryptedAlertFrom = encryptedAlertFrom ?? endpoint
    default:
      break
    }
  }

  private subscript(endpoint: TLSEndpoint) -> Direction {
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
}

extension HandshakeProgress.Agreement {
  /// Two bytes of alert, one of content type, and the tag (RFC 8446, section 5.2). Nothing else in a handshake is so
  /// short: the shortest EncryptedExtensions has four bytes more.
  fileprivate var encryptedAlertLength: Int {
    cipherSuite == CipherSuite(rawValue: 0x1305) ? 11 : 19
  }
}
