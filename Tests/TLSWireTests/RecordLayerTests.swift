import NIOCore
import Testing

@testable import TLSWire

@Suite("Records, alerts and limits")
struct RecordLayerTests {
  @Test(
    "a side that speaks a text protocol is recognised by it",
    arguments: [
      ("220 mail.example.com ESMTP\r\n", TLSEndpoint.server, "220 mail.example.com ESMTP"),
      ("EHLO client.example.com\r\n", .client, "EHLO client.example.com"),
      ("HTTP/1.1 400 Bad Request\r\n\r\n", .server, "HTTP/1.1 400 Bad Request"),
    ])
  func plaintext(_ text: String, from endpoint: TLSEndpoint, line: String) throws {
    var observer = HandshakeObserver()
    observer.observe(ByteBuffer(string: text), from: endpoint)
    let failure = try #require(observer.failure)
    #expect(failure.code == .notTLS)
    #expect(failure.endpoint == endpoint)
    #expect(failure.plaintext == line)
    #expect(failure.description.contains(line))
  }

  @Test("no more than 64 bytes of what is not TLS are kept")
  func longPlaintext() {
    var observer = HandshakeObserver()
    observer.observe(ByteBuffer(repeating: UInt8(ascii: "x"), count: 5000), from: .server)
    #expect(observer.failure?.firstBytes.count == 64)
  }

  @Test(
    "a first byte that could be TLS is found out by the second", arguments: [[0x16, 0x2E], [0x15, 0x02]] as [[UInt8]])
  func secondByte(_ bytes: [UInt8]) {
    for together in [true, false] {
      var observer = HandshakeObserver()
      if together {
        observer.observe(ByteBuffer(bytes: bytes), from: .server)
      } else {
        for byte in bytes { observer.observe(ByteBuffer(bytes: [byte]), from: .server) }
      }
      #expect(observer.failure == .notTLS(firstBytes: bytes, from: .server))
      #expect(observer.failure?.plaintext == nil)
    }
  }

  @Test("text after a record is malformed, not another protocol")
  func textAfterRecord() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observe(ByteBuffer(string: "QUIT\r\n"), from: .client)
    #expect(observer.failure?.code == .malformed)
  }

  @Test("nothing at all is no failure")
  func nothing() {
    var observer = HandshakeObserver()
    observer.observe(ByteBuffer(), from: .client)
    observer.observe(ByteBuffer(), from: .server)
    #expect(observer.failure == nil)
    #expect(!observer.isFinished)
    #expect(observer.evidence == TLSEvidence())
  }

  @Test(
    "an empty record is malformed where it means nothing",
    arguments: [ContentType.handshake, .alert, .changeCipherSpec])
  func emptyRecord(_ type: ContentType) {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observe(Wire.record(type, []), from: .server)
    #expect(observer.failure?.code == .malformed)
  }

  @Test(
    "a record longer than any may be",
    arguments: [(ContentType.handshake, 1 << 14), (.applicationData, 1 << 14 + 2048)])
  func longRecord(_ type: ContentType, limit: Int) {
    for (length, exceeds) in [(limit, false), (limit + 1, true)] {
      var header = ByteBuffer()
      header.writeInteger(type.rawValue)
      header.writeInteger(UInt16(0x0303))
      header.writeInteger(UInt16(length))
      var observer = HandshakeObserver()
      observer.observe(header, from: .client)
      #expect((observer.failure?.code == .limitExceeded) == exceeds)
    }
  }

  @Test("a message longer than 128 KiB", arguments: [HandshakeType.clientHello, .certificate])
  func longMessage(_ type: HandshakeType) {
    for (length, exceeds) in [(128 * 1024, false), (128 * 1024 + 1, true)] {
      var header = ByteBuffer()
      header.writeInteger(UInt32(type.rawValue) << 24 | UInt32(length))
      var observer = HandshakeObserver()
      observer.observe(Wire.record(.handshake, Array(header.readableBytesView)), from: .client)
      #expect((observer.failure?.code == .limitExceeded) == exceeds)
    }
  }

  @Test("a long certificate is passed over, in however many records it comes")
  func longCertificate() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observeServer(.serverHello, Wire.serverHello())
    var message = Wire.message(.certificate, Array(repeating: 0xAB, count: 100_000))
    while !message.isEmpty {
      observer.observe(Wire.record(.handshake, Array(message.prefix(16_000))), from: .server)
      message.removeFirst(min(message.count, 16_000))
    }
    observer.observeServer(.serverKeyExchange, [3, 0, 23, 1, 4])
    #expect(observer.evidence.description == "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, secp256r1")
  }

  @Test("a message may be spread over records of one byte, and a record may hold several messages")
  func records() {
    let messages =
      Wire.message(.serverHello, Wire.serverHello()) + Wire.message(.certificate, [1, 2, 3])
      + Wire.message(.serverKeyExchange, [3, 0, 23, 1, 4])
    var split = HandshakeObserver()
    for byte in Wire.clientHello().encode().readableBytesView.dropFirst(5) {
      split.observe(Wire.record(.handshake, [byte]), from: .client)
    }
    for byte in messages {
      split.observe(Wire.record(.handshake, [byte]), from: .server)
    }
    var joined = HandshakeObserver(after: Wire.clientHello())
    joined.observe(Wire.record(.handshake, messages), from: .server)
    #expect(split.isDecided)
    #expect(joined.isDecided)
    #expect(split.evidence == joined.evidence)
  }

  @Test("a whole message is a slice of what was read, not a copy")
  func slices() throws {
    let bytes = Wire.clientHello().encode()
    let observer = {
      var observer = HandshakeObserver()
      observer.observe(bytes, from: .client)
      return observer
    }()
    let random = try #require(observer.clientHello).random
    let original = bytes.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
    let slice = random.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
    #expect(slice == original + 11)
  }

  @Test("alerts are told by name, with their level and side")
  func alerts() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observe(Wire.alert(1, 112), from: .server)
    observer.observe(Wire.alert(2, 40), from: .client)
    observer.observe(Wire.alert(9, 200), from: .server)
    #expect(
      observer.alerts == [
        ObservedAlert(from: .server, alert: TLSAlert(level: .warning, description: .unrecognizedName)),
        ObservedAlert(from: .client, alert: TLSAlert(level: .fatal, description: .handshakeFailure)),
        ObservedAlert(
          from: .server, alert: TLSAlert(level: .unknown(9), description: AlertDescription(rawValue: 200))),
      ])
    #expect(observer.alerts.map(\.alert.description.description) == ["unrecognized_name", "handshake_failure", "200"])
  }

  @Test("an alert may be split, and a record may hold two")
  func splitAlerts() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observe(Wire.record(.alert, [2]), from: .server)
    #expect(observer.alerts == [])
    observer.observe(Wire.record(.alert, [70, 1, 0]), from: .server)
    #expect(observer.alerts.map(\.alert.description) == [.protocolVersion, .closeNotify])
  }

  @Test("after the decision alerts are read until the side encrypts")
  func lateAlerts() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    observer.observeServer(.serverHello, Wire.serverHello())
    observer.observeServer(.serverHelloDone)
    observer.observe(Wire.alert(2, 48), from: .client)
    #expect(observer.alerts.map(\.alert.description) == [.unknownCA])
    observer.observe(Wire.changeCipherSpec, from: .client)
    observer.observe(Wire.record(.alert, [0xA7, 0x1B, 0x55]), from: .client)
    #expect(observer.alerts.count == 1)
    #expect(observer.isDecided)
  }

  @Test("a flood of alerts ends the observation")
  func alertFlood() {
    var observer = HandshakeObserver(after: Wire.clientHello())
    for _ in 0..<100 { observer.observe(Wire.alert(1, 0), from: .server) }
    #expect(observer.alerts.count == 32)
    #expect(observer.failure?.code == .limitExceeded)
  }

  @Test("a HelloRequest is passed over")
  func helloRequest() {
    var observer = HandshakeObserver()
    observer.observeServer(.helloRequest)
    observer.observe(Wire.clientHello().encode(), from: .client)
    observer.observeServer(.serverHello, Wire.serverHello())
    observer.observeServer(.helloRequest)
    observer.observeServer(.serverHelloDone)
    #expect(observer.isDecided)
  }

  @Test(
    "a ServerKeyExchange names its curve where the suite has one",
    arguments: [
      (UInt16(0xC02F), [3, 0, 24, 1, 4], 24), (0xC018, [3, 0, 29, 1, 4], 29),
      (0xC035, [0, 2, 9, 9, 3, 0, 29, 1, 4], 29),
      (0xC02F, [1, 0], 0xFF01), (0xC02F, [2, 0], 0xFF02), (0x009E, [0, 1, 7], nil), (0x5678, [3, 0, 29, 1, 4], nil),
    ] as [(UInt16, [UInt8], UInt16?)])
  func curves(suite: UInt16, body: [UInt8], group: UInt16?) {
    var observer = HandshakeObserver(after: Wire.clientHello(suites: [suite]))
    observer.observeServer(.serverHello, Wire.serverHello(suite: suite))
    observer.observeServer(.serverKeyExchange, body)
    #expect(observer.isDecided)
    #expect(observer.evidence.keyExchange?.rawValue == group)
  }
}
