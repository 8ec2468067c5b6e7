import Crypto
import SASL
import Testing

@Suite("tls-server-end-point")
struct ChannelBindingTests {
  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let length: [UInt8] =
      content.count < 128 ? [UInt8(content.count)] : [0x82, UInt8(content.count >> 8), UInt8(content.count & 255)]
    return [tag] + length + content
  }

  /// A certificate as far as its form matters here.
  private static func certificate(algorithm: [UInt8], parameters: [UInt8] = [], signed: Int = 300) -> [UInt8] {
    element(
      0x30,
      element(0x30, Array(repeating: 7, count: signed)) + element(0x30, element(6, algorithm) + parameters)
        + element(3, [0, 1, 2, 3]))
  }

  private static let pkcs1: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01]
  private static let ecdsa: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04]
  private static let sha2: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02]

  private static func pss(_ hash: [UInt8]?) -> [UInt8] {
    element(0x30, hash.map { element(0xA0, element(0x30, element(6, $0))) } ?? [])
  }

  @Test("the hash is the signature's own, and SHA-256 in place of MD5 and SHA-1")
  func hashes() {
    let sha256: [[UInt8]] = [
      Self.certificate(algorithm: Self.pkcs1 + [4], parameters: [5, 0]),
      Self.certificate(algorithm: Self.pkcs1 + [5], parameters: [5, 0]),
      Self.certificate(algorithm: Self.pkcs1 + [11], parameters: [5, 0]),
      Self.certificate(algorithm: Self.ecdsa + [1]), Self.certificate(algorithm: Self.ecdsa + [3, 2]),
      Self.certificate(algorithm: Self.ecdsa + [3, 2], signed: 20),
      Self.certificate(algorithm: Self.pkcs1 + [10], parameters: Self.pss(nil)),
      Self.certificate(algorithm: Self.pkcs1 + [10], parameters: Self.pss(Self.sha2 + [1])),
    ]
    for der in sha256 { #expect(ChannelBinding(serverCertificate: der)?.data == Array(SHA256.hash(data: der))) }
    let sha384: [[UInt8]] = [
      Self.certificate(algorithm: Self.pkcs1 + [12]), Self.certificate(algorithm: Self.ecdsa + [3, 3]),
      Self.certificate(algorithm: Self.pkcs1 + [10], parameters: Self.pss(Self.sha2 + [2])),
    ]
    for der in sha384 { #expect(ChannelBinding(serverCertificate: der)?.data == Array(SHA384.hash(data: der))) }
    let sha512: [[UInt8]] = [
      Self.certificate(algorithm: Self.pkcs1 + [13]), Self.certificate(algorithm: Self.ecdsa + [3, 4]),
      Self.certificate(algorithm: Self.pkcs1 + [10], parameters: Self.pss(Self.sha2 + [3])),
    ]
    for der in sha512 { #expect(ChannelBinding(serverCertificate: der)?.data == Array(SHA512.hash(data: der))) }
  }

  @Test("there is none for Ed25519, for what is unknown, and for what is no certificate, cut anywhere")
  func none() {
    #expect(ChannelBinding(serverCertificate: Self.certificate(algorithm: [0x2B, 0x65, 0x70])) == nil)
    #expect(ChannelBinding(serverCertificate: Self.certificate(algorithm: [])) == nil)
    #expect(
      ChannelBinding(
        serverCertificate: Self.certificate(algorithm: Self.pkcs1 + [10], parameters: Self.pss(Self.sha2 + [9])))
        == nil)
    let whole = Self.certificate(algorithm: Self.ecdsa + [3, 2])
    for length in 0..<whole.count { #expect(ChannelBinding(serverCertificate: Array(whole[..<length])) == nil) }
    for length: [UInt8] in [[0x80], [0x85, 1, 1, 1, 1, 1], [0x84, 0xFF, 0xFF, 0xFF, 0xFF]] {
      #expect(ChannelBinding(serverCertificate: [0x30] + length + [0, 0, 0]) == nil)
    }
  }
}
