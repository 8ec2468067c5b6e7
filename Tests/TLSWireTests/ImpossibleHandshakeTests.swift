import NIOCore
import Testing

@testable import TLSWire

@Suite("Handshakes that cannot be right")
struct ImpossibleHandshakeTests {
  static let tls13Answer: [Wire.Extension] = [.supportedVersion(0x0304), .keyShare(0x001D)]

  static func failure(of answer: [UInt8], to hello: ClientHello) -> TLSWireError? {
    var observer = HandshakeObserver(after: hello)
    observer.observeServer(.serverHello, answer)
    return observer.failure
  }

  @Test("a ServerHello without a ClientHello")
  func serverFirst() {
    var observer = HandshakeObserver()
    observer.observeServer(.serverHello, Wire.serverHello())
    #expect(observer.failure?.code == .unexpectedMessage)
    #expect(observer.failure?.endpoint == .server)
    #expect(observer.evidence.version == nil)
  }

  @Test("a second ClientHello before the answer")
  func secondClientHello() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observe(Wire.clientHello().encode(), from: .client)
    #expect(observer.failure?.code == .unexpectedMessage)
    #expect(observer.failure?.endpoint == .client)
  }

  @Test("a second ServerHello")
  func secondServerHello() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observeServer(.serverHello, Wire.serverHello())
    observer.observeServer(.serverHello, Wire.serverHello())
    #expect(observer.failure?.code == .unexpectedMessage)
  }

  @Test("a ClientHello from the server, a ServerHello from the client")
  func wrongSides() {
    var fromServer = HandshakeObserver()
    fromServer.observe(Wire.clientHello().encode(), from: .server)
    #expect(fromServer.failure?.code == .unexpectedMessage)

    var fromClient = HandshakeObserver(after: Wire.clientHello())
    fromClient.observe(Wire.handshake(.serverHello, Wire.serverHello()), from: .client)
    #expect(fromClient.failure?.code == .unexpectedMessage)
  }

  @Test(
    "a version that the client did not offer",
    arguments: [
      ([TLSVersion.tls12], TLSVersion.tls13), ([.tls10], .tls12), ([.tls13, .tls12], .tls10), ([.tls13], .tls12),
    ])
  func versionNotOffered(offered: [TLSVersion], chosen: TLSVersion) throws {
    let answer =
      chosen == .tls13
      ? Wire.serverHello(extensions: Self.tls13Answer) : Wire.serverHello(version: chosen.rawValue)
    let failure = try #require(Self.failure(of: answer, to: Wire.clientHello(offered)))
    #expect(failure == .versionNotOffered(chosen, offered: offered))
    #expect(failure.version == chosen)
  }

  @Test("a client without supported_versions may be answered with any version below its own")
  func olderVersion() {
    for chosen: UInt16 in [0x0300, 0x0301, 0x0302, 0x0303] {
      #expect(Self.failure(of: Wire.serverHello(version: chosen), to: Wire.clientHello([.tls12])) == nil)
    }
  }

  @Test("a version that was not offered is no evidence of a version")
  func versionNotOfferedEvidence() {
    var observer = HandshakeObserver(after: Wire.clientHello([.tls10]))
    observer.observeServer(.serverHello, Wire.serverHello(version: 0x0303))
    #expect(observer.evidence.version == nil)
    #expect(observer.evidence.offeredVersions == [.tls10])
    #expect(observer.serverHello?.version == .tls12)
  }

  @Test(
    "a mark of a downgrade that the client must not accept",
    arguments: [
      ([TLSVersion.tls13, .tls12], UInt16(0x0303), UInt8(1), true),
      ([.tls13, .tls12, .tls11], 0x0302, 0, true),
      ([.tls12], 0x0302, 0, true),
      ([.tls12], 0x0303, 1, false),
      ([.tls11], 0x0302, 0, false),
      ([.tls11], 0x0301, 0, false),
      ([.tls13, .tls12], 0x0303, 2, false),
      // A client of a draft has no TLS 1.3 that such a server could have chosen.
      ([TLSVersion(rawValue: 0x7F1C), .tls12], 0x0303, 1, false),
      ([TLSVersion(rawValue: 0x7F1C), .tls12, .tls11], 0x0302, 0, true),
    ])
  func downgrade(offered: [TLSVersion], chosen: UInt16, mark: UInt8, fails: Bool) {
    let random = Array(repeating: UInt8(5), count: 24) + Array("DOWNGRD".utf8) + [mark]
    var observer = HandshakeObserver(after: Wire.clientHello(offered))
    observer.observeServer(.serverHello, Wire.serverHello(version: chosen, random: random))
    let version = TLSVersion(rawValue: chosen)
    #expect(observer.failure == (fails ? .downgradeSentinel(version, offered: offered) : nil))
    #expect(observer.evidence.version == version)
  }

  @Test("a cipher suite that the client did not offer")
  func cipherSuiteNotOffered() {
    #expect(Self.failure(of: Wire.serverHello(suite: 0xC030), to: Wire.clientHello())?.code == .illegalParameter)
  }

  @Test("a session ID that is not the client's, in TLS 1.3")
  func sessionIDNotEchoed() {
    let hello = Wire.clientHello([.tls13], sessionID: [1, 2, 3])
    let answer = Wire.serverHello(sessionID: [1, 2], suite: 0x1301, extensions: Self.tls13Answer)
    #expect(Self.failure(of: answer, to: hello)?.code == .illegalParameter)
  }

  @Test("a key share of a group for which the client sent none")
  func groupNotOffered() {
    let answer = Wire.serverHello(suite: 0x1301, extensions: [.supportedVersion(0x0304), .keyShare(0x0018)])
    #expect(Self.failure(of: answer, to: Wire.clientHello([.tls13]))?.code == .illegalParameter)
  }

  @Test("a pre-shared key that the client did not offer")
  func keyNotOffered() {
    let answer = Wire.serverHello(suite: 0x1301, extensions: Self.tls13Answer + [.preSharedKey(0)])
    #expect(Self.failure(of: answer, to: Wire.clientHello([.tls13]))?.code == .illegalParameter)
  }

  @Test("TLS 1.3 without any key")
  func noKey() {
    let answer = Wire.serverHello(suite: 0x1301, extensions: [.supportedVersion(0x0304)])
    #expect(Self.failure(of: answer, to: Wire.clientHello([.tls13]))?.code == .malformed)
  }

  @Test(
    "a ServerHello whose versions contradict each other",
    arguments: [
      Wire.serverHello(version: 0x0302, suite: 0x1301, extensions: tls13Answer),
      Wire.serverHello(version: 0x0304, suite: 0x1301, extensions: [.keyShare(0x001D)]),
      Wire.serverHello(extensions: [.supportedVersion(0x0303)]),
      Wire.serverHello(random: Wire.retryRandom),
      Wire.serverHello(version: 0x0203),
    ])
  func contradiction(_ answer: [UInt8]) {
    #expect(Self.failure(of: answer, to: Wire.clientHello([.tls13, .tls12]))?.code == .malformed)
  }

  @Test("a ClientHello with an extension twice")
  func duplicateExtension() {
    let extra = [TLSExtension(type: 0x1234, body: ByteBuffer()), TLSExtension(type: 0x1234, body: ByteBuffer())]
    let observer = HandshakeObserver(after: Wire.clientHello(extra: extra))
    #expect(observer.failure?.code == .malformed)
    #expect(observer.failure?.endpoint == .client)
  }

  @Test("a ServerHello with an extension twice")
  func duplicateServerExtension() {
    let answer = Wire.serverHello(suite: 0x1301, extensions: Self.tls13Answer + [.keyShare(0x001D)])
    #expect(Self.failure(of: answer, to: Wire.clientHello([.tls13]))?.code == .malformed)
  }

  @Test("bytes after the extensions")
  func trailingBytes() {
    let answer = Wire.serverHello(suite: 0x1301, extensions: Self.tls13Answer) + [0]
    #expect(Self.failure(of: answer, to: Wire.clientHello([.tls13]))?.code == .malformed)
  }

  @Test(
    "a length inside an extension that is a lie",
    arguments: [UInt16(0), 10, 16, 43, 51], [[UInt8](), [0], [0xFF, 0xFF, 1], [0, 0, 0]])
  func lyingExtension(type: UInt16, body: [UInt8]) {
    var hello = Wire.clientHello([.tls13])
    hello.extensions.removeAll { $0.type == type }
    hello.extensions.append(TLSExtension(type: type, body: ByteBuffer(bytes: body)))
    #expect(HandshakeObserver(after: hello).failure?.code == .malformed)
  }

  @Test("a host name with controls goes no further", arguments: ["a\r\nb", "a b", "\u{1B}[31m", "münchen.example", ""])
  func hostName(_ name: String) {
    var hello = Wire.clientHello()
    var body = ByteBuffer()
    body.writeVector(lengthBytes: 2) { list in
      list.writeInteger(UInt8(0))
      list.writeVector(lengthBytes: 2) { $0.writeString(name) }
    }
    hello.extensions = [TLSExtension(type: TLSExtension.serverName, body: body)]
    let observer = HandshakeObserver(after: hello)
    #expect(observer.failure?.code == .malformed)
    #expect(observer.evidence.serverName == nil)
  }

  @Test("a hello that is cut short, at every byte")
  func shortHello() {
    let body = Array(Wire.clientHello([.tls13]).encode().readableBytesView.dropFirst(9))
    let unharmed = (0..<body.count).filter { length in
      var observer = HandshakeObserver()
      observer.observe(Wire.handshake(.clientHello, Array(body.prefix(length))), from: .client)
      return observer.failure?.code != .malformed
    }
    // RFC 5246 lets a hello end before its extensions.
    #expect(unharmed.count == 1)
  }

  @Test("a ServerHello that is cut short, at every byte")
  func shortServerHello() {
    let body = Wire.serverHello(suite: 0x1301, extensions: Self.tls13Answer)
    for length in 0..<body.count where length != 38 {
      let failure = Self.failure(of: Array(body.prefix(length)), to: Wire.clientHello([.tls13]))
      #expect(failure?.code == .malformed, "of \(length) bytes")
    }
  }

  @Test(
    "messages out of order",
    arguments: [HandshakeType.certificate, .serverKeyExchange, .serverHelloDone, .newSessionTicket])
  func outOfOrder(_ type: HandshakeType) {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observeServer(type)
    #expect(observer.failure?.code == .unexpectedMessage)
  }

  @Test("a ChangeCipherSpec or data before the hellos", arguments: [ContentType.changeCipherSpec, .applicationData])
  func encryptedTooEarly(_ type: ContentType) {
    for endpoint in [TLSEndpoint.client, .server] {
      var observer = HandshakeObserver()
      observer.observe(Wire.record(type, [1]), from: endpoint)
      #expect(observer.failure?.code == .unexpectedMessage)
    }
  }

  @Test("a resumption that the client did not ask for")
  func unaskedResumption() {
    for record in [Wire.changeCipherSpec, Wire.handshake(.newSessionTicket, [0, 0, 0, 0, 0, 0])] {
      var observer = HandshakeObserver(after: Wire.clientHello())
      observer.observeServer(.serverHello, Wire.serverHello())
      observer.observe(record, from: .server)
      #expect(observer.failure?.code == .unexpectedMessage)
    }
  }

  @Test("a ChangeCipherSpec inside a message")
  func interruptedMessage() {
    var observer = HandshakeObserver(after: Wire.clientHello(sessionID: [1]))
    observer.observeServer(.serverHello, Wire.serverHello())
    observer.observe(Wire.record(.handshake, [11, 0, 0, 9, 1]), from: .server)
    observer.observe(Wire.changeCipherSpec, from: .server)
    #expect(observer.failure?.code == .unexpectedMessage)
  }

  @Test("a ChangeCipherSpec that says something else", arguments: [[UInt8(2)], [1, 1]])
  func wrongChangeCipherSpec(_ body: [UInt8]) {
    var observer = HandshakeObserver(after: Wire.clientHello(sessionID: [1]))
    observer.observeServer(.serverHello, Wire.serverHello())
    observer.observe(Wire.record(.changeCipherSpec, body), from: .server)
    #expect(observer.failure?.code == .malformed)
  }

  @Test(
    "a ServerKeyExchange whose curve is a lie", arguments: [[UInt8](), [4], [3, 0], [3, 0, 29], [3, 0, 29, 9, 1]])
  func wrongCurve(_ body: [UInt8]) {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observeServer(.serverHello, Wire.serverHello())
    observer.observeServer(.serverKeyExchange, body)
    #expect(observer.failure?.code == .malformed)
    #expect(observer.evidence.version == nil)
  }

  @Test("a heartbeat in the handshake")
  func heartbeat() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observe(Wire.record(.heartbeat, [1, 0xFF, 0xFF]), from: .server)
    #expect(observer.failure?.code == .unexpectedMessage)
  }

  @Test("a failure stays the first one, and its evidence stays")
  func firstFailure() {
    var observer = HandshakeObserver(after: Wire.clientHello([.tls10]))
    observer.observeServer(.serverHello, Wire.serverHello())
    let failure = observer.failure
    let evidence = observer.evidence
    observer.observe(ByteBuffer(string: "not TLS any more"), from: .client)
    observer.observe(ByteBuffer(string: "not TLS any more"), from: .server)
    #expect(failure?.code == .versionNotOffered)
    #expect(observer.failure == failure)
    #expect(observer.evidence == evidence)
  }

  @Test("a version field above TLS 1.2 offers TLS 1.2")
  func legacyVersionTooHigh() {
    var hello = Wire.clientHello([.tls12])
    hello.legacyVersion = .tls13
    let random = Array(repeating: UInt8(5), count: 24) + Array("DOWNGRD".utf8) + [1]
    #expect(Self.failure(of: Wire.serverHello(random: random), to: hello) == nil)
    let answer = Wire.serverHello(suite: 0x1301, extensions: [.supportedVersion(0x0304), .preSharedKey(0)])
    #expect(Self.failure(of: answer, to: hello)?.code == .versionNotOffered)
  }
}
