import NIOCore
import NIOEmbedded
import SMTPCore
import Testing

@testable import SMTPSending

@Suite("The tunnel and the handlers on top of it")
struct TunnelHandlerTests {
  static let consent = Array("HTTP/1.1 200 OK\r\nVia: 1.1 proxy\r\n\r\n".utf8)
  static let greeting = "220 mail.example.com\r\n"

  /// Keeps what it hears, as the handler of a session would.
  private final class Listener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var events: [String] = []

    func channelActive(context: ChannelHandlerContext) { events.append("active") }
    func channelInactive(context: ChannelHandlerContext) { events.append("inactive") }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      events.append(String(buffer: unwrapInboundIn(data)))
    }
  }

  /// A handler for an HTTP proxy on a channel whose time the test turns.
  private final class Fixture {
    let channel = EmbeddedChannel()
    let listener = Listener()
    private(set) var assemblies = 0
    private(set) var error: SMTPError?
    private(set) var isEstablished = false

    init(failing: Bool = false) throws {
      let tunnel = channel.eventLoop.makePromise(of: NIOLoopBound<Listener>.self)
      let handler = TunnelHandler(
        .httpConnect(host: "proxy", port: 3128), to: try ProxyTarget(.init(host: "mail.example.com", port: 587)),
        deadline: channel.embeddedEventLoop.now + .seconds(20), limit: .seconds(20),
        assemble: { [unowned self] channel in
          assemblies += 1
          if failing { throw SMTPError.invalidConfiguration("no") }
          try channel.pipeline.syncOperations.addHandler(listener)
          return listener
        }, tunnel: tunnel)
      try channel.pipeline.syncOperations.addHandler(handler)
      tunnel.futureResult.assumeIsolated().whenComplete { [unowned self] result in
        switch result {
        case .success: isEstablished = true
        case .failure(let error): self.error = error as? SMTPError
        }
      }
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 3128)).wait()
    }

    func hear(_ bytes: some Sequence<UInt8>) { _ = try? channel.writeInbound(ByteBuffer(bytes: bytes)) }
    func end() { _ = try? channel.finish(acceptAlreadyClosed: true) }
  }

  @Test("the handlers hear of a connection when the tunnel stands, and then what the server says, wherever it is cut")
  func order() throws {
    let whole = Self.consent + Array(Self.greeting.utf8)
    for length in 0...whole.count {
      let fixture = try Fixture()
      #expect(fixture.listener.events.isEmpty)
      fixture.hear(whole.prefix(length))
      #expect(fixture.isEstablished == (length >= Self.consent.count))
      #expect(fixture.assemblies == (length >= Self.consent.count ? 1 : 0))
      fixture.hear(whole.dropFirst(length))
      #expect(fixture.listener.events.first == "active")
      #expect(fixture.listener.events.dropFirst().joined() == Self.greeting)
      // The handler has gone, and stands in nobody's way.
      #expect(throws: (any Error).self) {
        try fixture.channel.pipeline.syncOperations.handler(type: TunnelHandler<Listener>.self)
      }
      fixture.hear(Array("250 ok\r\n".utf8))
      #expect(fixture.listener.events.last == "250 ok\r\n")
      fixture.end()
      #expect(fixture.listener.events.last == "inactive")
      #expect(fixture.error == nil)
    }
  }

  @Test("a proxy that closes after any part of its answer has failed, and that is told")
  func closesEarly() throws {
    for length in 0..<Self.consent.count {
      let fixture = try Fixture()
      fixture.hear(Self.consent.prefix(length))
      fixture.end()
      #expect(fixture.error?.code == .proxyFailed)
      #expect(fixture.error?.phase == .connect)
      #expect(fixture.error?.isTemporary == true)
      #expect(fixture.error?.detail.contains("http://proxy:3128 closed the connection") == true)
      #expect(fixture.assemblies == 0)
    }
  }

  @Test(
    "a proxy that is silent, or sends a byte now and then, is left when the time is up, and not before",
    arguments: [true, false])
  func timeOut(isSilent: Bool) throws {
    let fixture = try Fixture()
    for second in 0..<20 {
      #expect(fixture.error == nil)
      if !isSilent { fixture.hear([Self.consent[second]]) }
      fixture.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    }
    #expect(fixture.error?.code == .timedOut)
    #expect(fixture.error?.phase == .connect)
    #expect(fixture.error?.detail == "the proxy http://proxy:3128 gave no tunnel within 20.0 s")
    #expect(!fixture.channel.isActive)
    fixture.end()
  }

  @Test("time does not run on once the tunnel stands")
  func noTimeOutAfterwards() throws {
    let fixture = try Fixture()
    fixture.hear(Self.consent)
    fixture.channel.embeddedEventLoop.advanceTime(by: .hours(1))
    #expect(fixture.channel.isActive)
    fixture.end()
    #expect(fixture.error == nil)
  }

  @Test(
    "a refusal ends the connection with an error of its own, and what comes after it is not heard",
    arguments: [
      ("HTTP/1.1 407 Who are you\r\n", SMTPError.Code.proxyAuthenticationRefused, SMTPError.Category.authentication),
      ("HTTP/1.1 403 Filtered\r\n", .proxyRefused, .configuration), ("HTTP/1.1 502 Gone\r\n", .proxyFailed, .network),
      ("SSH-2.0-x\r\n", .proxyNotUnderstood, .configuration),
    ])
  func refusal(answer: String, code: SMTPError.Code, category: SMTPError.Category) throws {
    let fixture = try Fixture()
    fixture.hear(Array(answer.utf8))
    #expect(!fixture.channel.isActive)
    fixture.hear(Self.consent)
    #expect(fixture.error?.code == code)
    #expect(fixture.error?.category == category)
    #expect(fixture.error?.isTemporary == (category == .network))
    #expect(fixture.error?.advice != nil)
    #expect(fixture.assemblies == 0)
    fixture.end()
  }

  @Test("handlers that cannot be put together end it with their own error")
  func failingAssembly() throws {
    let fixture = try Fixture(failing: true)
    fixture.hear(Self.consent)
    #expect(fixture.error?.code == .invalidConfiguration)
    #expect(!fixture.channel.isActive)
    fixture.end()
  }
}
