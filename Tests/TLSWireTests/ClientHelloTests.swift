import TestSupport
import NIOCore
import Testing

@testable import TLSWire

@Suite("ClientHello, parsed and encoded")
struct ClientHelloTests {
  static func parsed(_ hello: ClientHello) -> ClientHello? {
    HandshakeObserver(after: hello).clientHello
  }

  @Test(
    "a probe is read back as what it offers",
    arguments: [
      [TLSVersion.tls13, .tls12, .tls11, .tls10], [.tls13], [.tls12], [.tls11], [.tls10], [.ssl3],
    ])
  func roundTrip(versions: [TLSVersion]) throws {
    let hello = ClientHello.probe(versions: versions, serverName: "mail.example.com", alpnProtocols: ["smtp", "x"])
    let read = try #require(Self.parsed(hello))
    #expect(read == hello)
    #expect(read.offeredVersions == versions)
    #expect(read.cipherSuites == ClientHello.probingCipherSuites)
    #expect(read.supportedGroups == ClientHello.probingGroups)
    #expect(read.serverName == "mail.example.com")
    #expect(read.alpnProtocols == ["smtp", "x"])
    #expect(read.keyShareGroups == (versions.contains(.tls13) ? [.x25519] : []))
    #expect(read.legacyVersion == min(versions[0], .tls12))
    #expect(read.recordVersion == min(versions[0], .tls10))
    #expect(!read.offersResumption)
  }

  @Test(
    "a recorded ClientHello is encoded to the bytes that it was read from",
    arguments: ["tls13", "tls12-resumed-ticket", "tls10-rsa"])
  func recorded(_ name: String) throws {
    let recording = try Recording(name)
    let bytes = try #require(recording.pieces.first).bytes
    #expect(try #require(recording.observed().clientHello).encode() == bytes)
  }

  @Test("no two probes have the same random")
  func random() {
    #expect(ClientHello.probe().random != ClientHello.probe().random)
  }

  @Test("every suite that a probe offers has its name")
  func suites() {
    #expect(ClientHello.probingCipherSuites.count == 22)
  }

  @Test(
    "an address, or what is no host name, is not sent as one",
    arguments: ["192.0.2.10", "2001:db8::1", "", "a b", "a\r\nb", String(repeating: "x", count: 256)])
  func noHostName(_ name: String) {
    #expect(Self.parsed(ClientHello.probe(serverName: name))?.extensions.contains { $0.type == 0 } == false)
  }

  @Test("values that mean nothing are left out where they are offered")
  func grease() throws {
    var hello = Wire.clientHello([.tls13], suites: [0x2A2A, 0x1301])
    let greased: [UInt16: [UInt8]] = [
      43: [4, 0x3A, 0x3A, 3, 4], 10: [0, 4, 0x4A, 0x4A, 0, 29], 51: [0, 11, 0x4A, 0x4A, 0, 1, 0, 0, 29, 0, 2, 7, 7],
      16: [0, 8, 2, 0xAA, 0xAA, 4] + Array("smtp".utf8),
    ]
    hello.extensions.removeAll { greased.keys.contains($0.type) }
    hello.extensions.append(TLSExtension(type: 0x5A5A, body: ByteBuffer()))
    hello.extensions += greased.map { TLSExtension(type: $0.key, body: ByteBuffer(bytes: $0.value)) }
    let read = try #require(Self.parsed(hello))
    #expect(read.offeredVersions == [.tls13])
    #expect(read.supportedGroups == [.x25519])
    #expect(read.keyShareGroups == [.x25519])
    #expect(read.alpnProtocols == ["smtp"])
    #expect(read.cipherSuites.map(\.isGREASE) == [true, false])
  }

  @Test("a long hello goes in several records")
  func longHello() throws {
    let padding = TLSExtension(type: 21, body: ByteBuffer(repeating: 0, count: 40_000))
    let hello = Wire.clientHello(extra: [padding])
    #expect(hello.encode().readableBytes > 40_000)
    #expect(try #require(Self.parsed(hello)) == hello)
  }

  @Test("what does not fit its field is cut off, and the rest can still be read")
  func tooLong() throws {
    var hello = Wire.clientHello(extra: [TLSExtension(type: 21, body: ByteBuffer(repeating: 0, count: 70_000))])
    hello.sessionID = ByteBuffer(repeating: 1, count: 300)
    let read = try #require(Self.parsed(hello))
    #expect(read.sessionID.readableBytes == 32)
    #expect(!read.extensions.contains { $0.type == 21 })
  }

  @Test("a session ID or a ticket is an offer to resume")
  func resumption() {
    let ticket = TLSExtension(type: 35, body: ByteBuffer(bytes: [1]))
    let emptyTicket = TLSExtension(type: 35, body: ByteBuffer())
    #expect(Wire.clientHello(sessionID: [1]).offersResumption)
    #expect(Wire.clientHello(extra: [ticket]).offersResumption)
    #expect(!Wire.clientHello(extra: [emptyTicket]).offersResumption)
    #expect(!Wire.clientHello([.tls13, .tls12], sessionID: [1]).offersResumption)
    #expect(Wire.clientHello([.tls13], extra: [TLSExtension(type: 41, body: ByteBuffer())]).offersResumption)
  }
}
