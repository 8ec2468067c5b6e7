import TestSupport
import NIOCore
import TLSWire
import Testing

@Suite("Handshakes recorded from OpenSSL")
struct RecordedHandshakeTests {
  struct Expectation: CustomTestStringConvertible {
    let recording: String
    let evidence: String
    var offered: [TLSVersion] = [.tls13, .tls12, .tls11, .tls10]
    var alpn: String?
    var alerts: [AlertDescription] = []

    var testDescription: String { recording }
  }

  static let decided: [Expectation] = [
    Expectation(
      recording: "tls10-ecdhe", evidence: "TLSv1.0, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, x25519", offered: [.tls10]),
    Expectation(recording: "tls10-rsa", evidence: "TLSv1.0, TLS_RSA_WITH_AES_128_CBC_SHA", offered: [.tls10]),
    Expectation(
      recording: "tls11-ecdhe", evidence: "TLSv1.1, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, x25519", offered: [.tls11]),
    Expectation(recording: "tls12-ecdhe", evidence: "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, x25519"),
    Expectation(recording: "tls12-rsa", evidence: "TLSv1.2, TLS_RSA_WITH_AES_256_GCM_SHA384", offered: [.tls12]),
    Expectation(
      recording: "tls12-dhe", evidence: "TLSv1.2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", offered: [.tls12]),
    Expectation(
      recording: "tls12-alpn", evidence: "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, secp256r1",
      offered: [.tls12], alpn: "smtp"),
    Expectation(
      recording: "tls12-client-certificate", evidence: "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, x25519"),
    Expectation(
      recording: "tls12-unknown-ca", evidence: "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, x25519",
      alerts: [.unknownCA]),
    Expectation(
      recording: "tls12-resumed-ticket", evidence: "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, resumed"),
    Expectation(recording: "tls12-resumed-id", evidence: "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, resumed"),
    Expectation(recording: "tls13", evidence: "TLSv1.3, TLS_AES_256_GCM_SHA384, x25519"),
    Expectation(recording: "tls13-retry", evidence: "TLSv1.3, TLS_AES_256_GCM_SHA384, secp384r1"),
    Expectation(recording: "tls13-no-middlebox", evidence: "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256, x25519"),
    Expectation(recording: "tls13-resumed", evidence: "TLSv1.3, TLS_AES_256_GCM_SHA384, x25519, resumed"),
  ]

  static func check(_ observer: HandshakeObserver, _ expectation: Expectation) {
    #expect(observer.failure == nil)
    #expect(observer.isDecided)
    #expect(observer.isFinished)
    #expect(observer.evidence.description == expectation.evidence)
    #expect(observer.evidence.offeredVersions == expectation.offered)
    #expect(observer.evidence.serverName == "mail.example.com")
    #expect(observer.evidence.alpn == expectation.alpn)
    #expect(observer.evidence.resumed == expectation.evidence.hasSuffix("resumed"))
    #expect(observer.alerts.map(\.alert.description) == expectation.alerts)
  }

  @Test("the evidence is what was negotiated", arguments: decided)
  func evidence(_ expectation: Expectation) throws {
    Self.check(try Recording(expectation.recording).observed(), expectation)
  }

  @Test("it does not matter how the bytes come in", arguments: decided, [1, 2, 3, 7, 64, 1000])
  func pieces(_ expectation: Expectation, length: Int) throws {
    Self.check(try Recording(expectation.recording).cut(every: length).observed(), expectation)
  }

  @Test("a read may end at every byte", arguments: decided)
  func cuts(_ expectation: Expectation) throws {
    let recording = try Recording(expectation.recording).untilNothingNewComes()
    let whole = recording.observed()
    var before = HandshakeObserver()
    for (index, piece) in recording.pieces.enumerated() {
      let wrongCuts = (1..<max(1, piece.bytes.readableBytes)).filter { offset in
        var observer = before
        for half in piece.cut(at: offset) + recording.pieces[(index + 1)...] {
          observer.observe(half.bytes, from: half.from)
        }
        return !observer.isDecided || observer.evidence != whole.evidence || observer.alerts != whole.alerts
      }
      #expect(wrongCuts == [], "in piece \(index)")
      before.observe(piece.bytes, from: piece.from)
    }
  }

  @Test("a read may hold all that a side sent", arguments: decided)
  func coalesced(_ expectation: Expectation) throws {
    Self.check(try Recording(expectation.recording).coalesced().observed(), expectation)
  }

  @Test(
    "a handshake that ends early is no failure, and its version is there from the ServerHello on", arguments: decided)
  func truncated(_ expectation: Expectation) throws {
    let recording = try Recording(expectation.recording).untilNothingNewComes()
    let version = try #require(recording.observed().evidence.version)
    var observer = HandshakeObserver()
    var seen: [TLSVersion?] = [observer.evidence.version]
    for byte in recording.cut(every: 1).pieces.dropLast() {
      observer.observe(byte.bytes, from: byte.from)
      if seen.last != observer.evidence.version { seen.append(observer.evidence.version) }
    }
    #expect(observer.failure == nil)
    #expect(seen == [nil, version])
  }

  @Test("nothing is decided one byte before the message that decides")
  func lastByte() throws {
    let recording = try Recording("tls12-ecdhe")
    let decided = try #require((0...recording.length).first { recording.prefix($0).observed().isDecided })
    let before = recording.prefix(decided - 1).observed()
    #expect(before.evidence.version == .tls12)
    #expect(before.evidence.keyExchange == nil)
    #expect(!before.isFinished)
  }

  @Test("the ServerHello decides TLS 1.3, although records and legacy_version say 1.2")
  func legacyVersion() throws {
    let observer = try Recording("tls13").observed()
    let hello = try #require(observer.serverHello)
    #expect(hello.legacyVersion == .tls12)
    #expect(hello.version == .tls13)
    #expect(hello.keyShareGroup == .x25519)
    #expect(try #require(observer.clientHello).recordVersion == .tls10)
  }

  @Test("after a HelloRetryRequest the second hellos count")
  func retry() throws {
    let observer = try Recording("tls13-retry").observed()
    let server = try #require(observer.serverHello)
    let client = try #require(observer.clientHello)
    #expect(!server.isHelloRetryRequest)
    #expect(client.keyShareGroups == [.secp384r1])
    #expect(client.supportedGroups == [.x25519, .secp384r1])
  }

  @Test("until the second ServerHello nothing is decided, but what was asked for is known")
  func retryUndecided() throws {
    let recording = try Recording("tls13-retry")
    let request = Recording(Array(recording.pieces.prefix(2))).observed()
    #expect(request.serverHello?.isHelloRetryRequest == true)
    #expect(request.serverHello?.keyShareGroup == .secp384r1)
    #expect(request.evidence.version == nil)
    #expect(!request.isDecided)
  }

  @Test("a server's mark of a downgrade is harmless when the client offered no better")
  func harmlessSentinel() throws {
    let observer = try Recording("tls12-rsa").observed()
    #expect(observer.serverHello?.downgradeSentinel == .tls12)
    #expect(observer.failure == nil)
  }

  @Test(
    "what a resuming client offers is seen",
    arguments: [
      ("tls12-resumed-ticket", true), ("tls12-resumed-id", false), ("tls13-resumed", true), ("tls13", false),
      ("tls12-ecdhe", false), ("tls10-rsa", false),
    ])
  func offersResumption(_ name: String, expected: Bool) throws {
    #expect(try Recording(name).observed().clientHello?.offersResumption == expected)
  }

  @Test(
    "a refusal is an alert, and leaves the version open",
    arguments: [
      ("refused-version", AlertDescription.protocolVersion, [TLSVersion.tls10]),
      ("refused-cipher", .handshakeFailure, [.tls12]),
    ])
  func refused(_ name: String, description: AlertDescription, offered: [TLSVersion]) throws {
    let alert = ObservedAlert(from: .server, alert: TLSAlert(level: .fatal, description: description))
    for recording in [try Recording(name), try Recording(name).cut(every: 1)] {
      let observer = recording.observed()
      #expect(observer.alerts == [alert])
      #expect(observer.evidence.version == nil)
      #expect(observer.evidence.offeredVersions == offered)
      #expect(!observer.isFinished)
    }
  }
}
