import NIOCore
import TLSWire
import Testing

@Suite("How far a handshake got, where it is encrypted")
struct HandshakeProgressTests {
  private static let tls12 = HandshakeProgress.Agreement(version: .tls12, cipherSuite: CipherSuite(rawValue: 0xC02F))

  private static func tls13(_ suite: UInt16) -> HandshakeProgress.Agreement {
    .init(version: .tls13, cipherSuite: CipherSuite(rawValue: suite))
  }

  private func record(_ type: ContentType, _ length: Int) -> ByteBuffer {
    ByteBuffer(
      bytes: [type.rawValue, 3, 3, UInt8(length >> 8), UInt8(length & 0xFF)] + Array(repeating: 0xAB, count: length))
  }

  @Test(
    "an alert of TLS 1.3 has the length of one, which the tag of the cipher suite decides",
    arguments: [(0x1301, 19, true), (0x1305, 11, true), (0x1301, 11, false), (0x1305, 19, false), (0x1301, 20, false)])
  func encryptedAlert(suite: UInt16, length: Int, isAlert: Bool) {
    var progress = HandshakeProgress()
    progress.observe(record(.applicationData, length), from: .client, Self.tls13(suite))
    #expect(progress.encryptedAlertFrom == (isAlert ? .client : nil))
  }

  @Test(
    "both sides have to finish, in TLS 1.2 behind their ChangeCipherSpec", arguments: [TLSEndpoint.client, .server])
  func complete(first: TLSEndpoint) {
    var progress = HandshakeProgress()
    progress.observe(record(.handshake, 40), from: first, Self.tls12)
    progress.observe(record(.handshake, 40), from: first.peer, Self.tls12)
    #expect(!progress.isComplete)
    for side in [first, first.peer] {
      #expect(!progress.isComplete)
      progress.observe(record(.changeCipherSpec, 1), from: side, Self.tls12)
      #expect(!progress.isComplete)
      progress.observe(record(.handshake, 40), from: side, Self.tls12)
    }
    #expect(progress.isComplete)
  }

  @Test("in TLS 1.3 both sides have to send what is encrypted", arguments: [TLSEndpoint.client, .server])
  func complete13(first: TLSEndpoint) {
    var progress = HandshakeProgress()
    progress.observe(record(.applicationData, 58), from: first, Self.tls13(0x1301))
    #expect(!progress.isComplete)
    progress.observe(record(.applicationData, 58), from: first.peer, Self.tls13(0x1301))
    #expect(progress.isComplete)
  }
}
