import NIOCore
import Testing

@testable import TLSWire

@Suite("HelloRetryRequest")
struct HelloRetryTests {
  static let request = Wire.serverHello(
    random: Wire.retryRandom, suite: 0x1301, extensions: [.supportedVersion(0x0304), .retryGroup(0x0018)])

  static func hello(group: UInt16 = 0x001D) -> ClientHello {
    var hello = Wire.clientHello([.tls13])
    hello.extensions.removeAll { $0.type == TLSExtension.keyShare }
    let share = [0, 6] + Wire.bytes(group) + [0, 2, 7, 7]
    hello.extensions.append(TLSExtension(type: TLSExtension.keyShare, body: ByteBuffer(bytes: share)))
    return hello
  }

  static func observer() -> HandshakeObserver {
    var observer = HandshakeObserver(after: hello())
    observer.observeServer(.serverHello, request)
    return observer
  }

  static func answer(suite: UInt16 = 0x1301, group: UInt16 = 0x0018) -> [UInt8] {
    Wire.serverHello(suite: suite, extensions: [.supportedVersion(0x0304), .keyShare(group)])
  }

  @Test(
    "the group is that of the second ServerHello, with or without ChangeCipherSpec in between",
    arguments: [true, false])
  func final(compatibility: Bool) {
    var observer = Self.observer()
    if compatibility {
      observer.observe(Wire.changeCipherSpec, from: .server)
      observer.observe(Wire.changeCipherSpec, from: .client)
    }
    observer.observe(Self.hello(group: 0x0018).encode(), from: .client)
    observer.observeServer(.serverHello, Self.answer())
    #expect(observer.evidence.description == "TLSv1.3, TLS_AES_128_GCM_SHA256, secp384r1")
    #expect(observer.isDecided)
  }

  @Test("a second request is one too many")
  func twice() {
    var observer = Self.observer()
    observer.observe(Self.hello(group: 0x0018).encode(), from: .client)
    observer.observeServer(.serverHello, Self.request)
    #expect(observer.failure?.code == .unexpectedMessage)
  }

  @Test("a ServerHello before the second ClientHello")
  func impatient() {
    var observer = Self.observer()
    observer.observeServer(.serverHello, Self.answer())
    #expect(observer.failure?.code == .unexpectedMessage)
  }

  @Test(
    "the second ServerHello may take nothing back",
    arguments: [
      answer(suite: 0x1302), answer(group: 0x001D), Wire.serverHello(suite: 0xC02F),
    ])
  func changedMind(_ answer: [UInt8]) {
    var first = Self.hello()
    first.cipherSuites.append(CipherSuite(rawValue: 0x1302))
    var second = Self.hello(group: 0x0018)
    second.cipherSuites = first.cipherSuites
    var observer = HandshakeObserver(after: first)
    observer.observeServer(.serverHello, Self.request)
    observer.observe(second.encode(), from: .client)
    observer.observeServer(.serverHello, answer)
    #expect(observer.failure != nil)
    #expect(observer.evidence.version == nil)
  }

  @Test("the second ClientHello is the first one's")
  func otherClient() {
    var observer = Self.observer()
    var second = Self.hello(group: 0x0018)
    second.random = ByteBuffer(repeating: 1, count: 32)
    observer.observe(second.encode(), from: .client)
    #expect(observer.failure?.code == .illegalParameter)
  }

  @Test("early data that the request crossed is skipped", arguments: [true, false])
  func earlyData(offered: Bool) {
    var first = Self.hello()
    if offered { first.extensions.append(TLSExtension(type: TLSExtension.earlyData, body: ByteBuffer())) }
    var observer = HandshakeObserver(after: first)
    observer.observe(Wire.changeCipherSpec, from: .client)
    observer.observe(Wire.record(.applicationData, [1, 2, 3]), from: .client)
    #expect(observer.failure?.code == (offered ? nil : .unexpectedMessage))
    observer.observeServer(.serverHello, Self.request)
    observer.observe(Wire.record(.applicationData, [1, 2, 3]), from: .client)
    observer.observe(Self.hello(group: 0x0018).encode(), from: .client)
    observer.observeServer(.serverHello, Self.answer())
    #expect(observer.isDecided == offered)
  }
}
