import TestSupport
import NIOCore
import NIOEmbedded
import Testing

@testable import TLSWire

@Suite("WireObserver in a pipeline")
struct WireObserverTests {
  /// Notes what passes above the observer, where a TLS handler would stand, in its order.
  final class Notebook: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Entry: Equatable {
      case bytes(ByteBuffer)
      case event(TLSWireEvent)
    }

    private(set) var entries: [Entry] = []

    var events: [TLSWireEvent] {
      entries.compactMap { if case .event(let event) = $0 { event } else { nil } }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      entries.append(.bytes(unwrapInboundIn(data)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if let event = event as? TLSWireEvent { entries.append(.event(event)) }
    }
  }

  let notebook = Notebook()
  let channel = EmbeddedChannel()

  func add(_ role: TLSEndpoint) throws {
    try channel.pipeline.syncOperations.addHandlers(WireObserver(role: role), notebook)
  }

  var hasObserver: Bool {
    (try? channel.pipeline.syncOperations.handler(type: WireObserver.self)) != nil
  }

  /// Does not wait: a flush that gets lost is then a failure, not a test without end.
  func send(_ bytes: ByteBuffer) {
    channel.writeAndFlush(bytes, promise: nil)
  }

  /// Plays a recording: what the role sent is written, what its peer sent is received.
  func play(_ recording: Recording, as role: TLSEndpoint) throws {
    for piece in recording.pieces {
      if piece.from == role {
        send(piece.bytes)
      } else {
        try channel.writeInbound(piece.bytes)
      }
    }
  }

  func writtenBytes() throws -> ByteBuffer {
    var all = ByteBuffer()
    while let bytes = try channel.readOutbound(as: ByteBuffer.self) { all.writeImmutableBuffer(bytes) }
    return all
  }

  @Test(
    "every byte goes on untouched, in both roles, however it is cut", arguments: [TLSEndpoint.client, .server],
    ["tls10-rsa", "tls12-ecdhe", "tls13-retry", "refused-version"])
  func bytes(role: TLSEndpoint, name: String) throws {
    try add(role)
    let recording = try Recording(name)
    try play(recording.cut(every: 5), as: role)

    var received = ByteBuffer()
    for case .bytes(let bytes) in notebook.entries { received.writeImmutableBuffer(bytes) }
    var expected: [TLSEndpoint: ByteBuffer] = [.client: ByteBuffer(), .server: ByteBuffer()]
    for piece in recording.pieces { expected[piece.from]?.writeImmutableBuffer(piece.bytes) }
    #expect(received == expected[role.peer])
    #expect(try writtenBytes() == expected[role])
  }

  @Test(
    "the evidence comes once, and then the observer is gone", arguments: [TLSEndpoint.client, .server],
    RecordedHandshakeTests.decided)
  func decided(role: TLSEndpoint, expectation: RecordedHandshakeTests.Expectation) throws {
    try add(role)
    let recording = try Recording(expectation.recording)
    try play(recording, as: role)
    #expect(notebook.events == [.decided(recording.observed().evidence)])
    #expect(!hasObserver)
  }

  @Test("a received ServerHello is told of before it goes on")
  func order() throws {
    try add(.client)
    let hello = Wire.clientHello([.tls13])
    let answer = Wire.handshake(
      .serverHello,
      Wire.serverHello(suite: 0x1301, extensions: [.supportedVersion(0x0304), .keyShare(0x001D)]))
    send(hello.encode())
    #expect(hasObserver)
    try channel.writeInbound(answer)
    let evidence = TLSEvidence(
      version: .tls13, cipherSuite: CipherSuite("TLS_AES_128_GCM_SHA256"), keyExchange: .x25519,
      offeredVersions: [.tls13], serverName: "mail.example.com")
    #expect(notebook.entries == [.event(.decided(evidence)), .bytes(answer)])
    #expect(!hasObserver)
  }

  @Test("an alert is told of before the TLS library can stumble over it, and the observer stays")
  func alert() throws {
    try add(.client)
    send(Wire.clientHello([.tls10]).encode())
    let bytes = Wire.alert(2, 70)
    try channel.writeInbound(bytes)
    let alert = ObservedAlert(from: .server, alert: TLSAlert(level: .fatal, description: .protocolVersion))
    let evidence = TLSEvidence(offeredVersions: [.tls10], serverName: "mail.example.com")
    #expect(notebook.entries == [.event(.alert(alert, evidence)), .bytes(bytes)])
    #expect(hasObserver)
  }

  @Test("a server that speaks plaintext is told of before its bytes go on")
  func plaintext() throws {
    try add(.client)
    send(Wire.clientHello().encode())
    let bytes = ByteBuffer(string: "220 mail.example.com ESMTP\r\n")
    try channel.writeInbound(bytes)
    guard case .event(.failed(let error, let evidence)) = notebook.entries.first else {
      Issue.record("no failure: \(notebook.entries)")
      return
    }
    #expect(error.code == .notTLS)
    #expect(error.plaintext == "220 mail.example.com ESMTP")
    #expect(evidence.offeredVersions == [.tls12])
    #expect(notebook.entries.dropFirst() == [.bytes(bytes)])
    #expect(!hasObserver)
  }

  @Test("after it is gone, bytes still pass")
  func afterwards() throws {
    try add(.server)
    try channel.writeInbound(ByteBuffer(string: "EHLO client\r\n"))
    #expect(!hasObserver)
    try channel.writeInbound(ByteBuffer(string: "more"))
    send(ByteBuffer(string: "answer"))
    #expect(notebook.entries.last == .bytes(ByteBuffer(string: "more")))
    #expect(try writtenBytes() == ByteBuffer(string: "answer"))
  }

  @Test("on the server's side the written ServerHello decides, after it went on")
  func serverSide() throws {
    try add(.server)
    try channel.writeInbound(Wire.clientHello([.tls13]).encode())
    send(
      Wire.handshake(
        .serverHello, Wire.serverHello(suite: 0x1301, extensions: [.supportedVersion(0x0304), .keyShare(0x001D)])))
    #expect(notebook.events.count == 1)
    #expect(try writtenBytes().readableBytes > 0)
    #expect(!hasObserver)
  }

  @Test("what is known can be asked for before the decision")
  func evidenceSoFar() throws {
    let observer = WireObserver(role: .server)
    try channel.pipeline.syncOperations.addHandler(observer)
    try channel.writeInbound(Wire.clientHello([.tls13, .tls12]).encode())
    #expect(observer.evidence.version == nil)
    #expect(observer.evidence.offeredVersions == [.tls13, .tls12])
  }

  @Test("a handler that closes the channel at a failure ends it cleanly")
  func closing() throws {
    final class Closer: ChannelInboundHandler {
      typealias InboundIn = ByteBuffer
      func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.close(promise: nil)
      }
    }
    try channel.pipeline.syncOperations.addHandlers(WireObserver(role: .client), Closer())
    channel.connect(to: try SocketAddress(unixDomainSocketPath: "nowhere"), promise: nil)
    #expect(channel.isActive)
    try channel.writeInbound(ByteBuffer(string: "220 mail.example.com ESMTP\r\n"))
    #expect(!channel.isActive)
    #expect(!hasObserver)
  }
}
