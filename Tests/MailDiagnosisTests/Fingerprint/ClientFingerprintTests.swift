import NIOCore
import TLSWire
import Testing

@testable import MailDiagnosis

@Suite("A client's fingerprint")
struct ClientFingerprintTests {
  /// The example of FoxIO's technical description of JA4.
  private static let example = HelloShape(
    legacyVersion: .tls12,
    cipherSuites: [
      0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F,
      0x0035,
    ],
    extensions: [
      0x001B, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002D, 0x000D, 0x0005, 0x0023, 0x0012, 0x002B, 0xFF01, 0x000B,
      0x000A, 0x0015,
    ],
    signatureAlgorithms: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
    versions: [0x0304, 0x0303], firstALPN: Array("h2".utf8))

  @Test(
    "has the JA3 that Salesforce published",
    arguments: [
      (
        HelloShape(
          legacyVersion: .tls10,
          cipherSuites: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
          extensions: [0, 10, 11], groups: [23, 24, 25], pointFormats: [0]),
        "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0", "ada70206e40642a3e4461f35503241d5"
      ),
      (
        HelloShape(legacyVersion: .tls10, cipherSuites: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99]),
        "769,4-5-10-9-100-98-3-6-19-18-99,,,", "de350869b8c85de67a350c8d186f11e6"
      ),
    ])
  func ja3(shape: HelloShape, text: String, hash: String) {
    let fingerprint = ClientFingerprint(shape)
    #expect(fingerprint.ja3Text == text)
    #expect(fingerprint.ja3 == hash)
  }

  @Test("has the JA4 that FoxIO published, hashed and raw")
  func ja4() {
    let fingerprint = ClientFingerprint(Self.example)
    #expect(fingerprint.ja4 == "t13d1516h2_8daaf6152771_e5627efa2ab1")
    #expect(
      fingerprint.ja4Text
        == "t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
        + "_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01"
        + "_0403,0804,0401,0503,0805,0501,0806,0601")
  }

  @Test("without signature algorithms hashes the extensions alone, as FoxIO published it")
  func noSignatureAlgorithms() {
    var shape = Self.example
    shape.signatureAlgorithms = []
    #expect(ClientFingerprint(shape).ja4.hasSuffix("_6d807ffa2a79"))
  }

  @Test("writes zeroes for the hash of an empty list")
  func empty() {
    let shape = HelloShape(legacyVersion: .ssl3, cipherSuites: [])
    #expect(ClientFingerprint(shape).ja4 == "ts3i000000_000000000000_000000000000")
    #expect(ClientFingerprint(shape).ja3Text == "768,,,,")
  }

  @Test("has no more than two digits for a count")
  func counts() {
    let shape = HelloShape(legacyVersion: .tls12, cipherSuites: Array(1...120), extensions: Array(100...220))
    #expect(ClientFingerprint(shape).ja4.hasPrefix("t12i999900_"))
  }

  @Test(
    "names the first protocol by its ends, and one that is not of letters and digits by those of its hexadecimal form",
    arguments: [
      ([], "00"), (Array("h2".utf8), "h2"), (Array("http/1.1".utf8), "h1"), (Array("x".utf8), "xx"), ([0xAB], "ab"),
      ([0x20], "20"), ([0xAB, 0xCD], "ad"), ([0x20, 0x61], "21"), ([0x30, 0xAB], "3b"), ([0x61, 0x20], "60"),
      ([0x30, 0x31, 0xAB, 0xCD], "3d"), ([0x30, 0xAB, 0xCD, 0x31], "01"),
    ] as [([UInt8], String)])
  func applicationProtocol(name: [UInt8], expected: String) {
    var shape = Self.example
    shape.firstALPN = name
    #expect(ClientFingerprint(shape).ja4.hasPrefix("t13d1516\(expected)_"))
  }

  @Test(
    "names the highest version that was offered",
    arguments: [
      (TLSVersion.ssl3, [], "s3"), (.tls10, [], "10"), (.tls11, [], "11"), (.tls12, [], "12"),
      (.tls12, [0x0303, 0x0304], "13"), (.tls12, [0x0302, 0x0301], "11"), (TLSVersion(rawValue: 0x7F1C), [], "00"),
    ] as [(TLSVersion, [UInt16], String)])
  func versions(legacy: TLSVersion, supported: [UInt16], expected: String) {
    var shape = HelloShape(legacyVersion: legacy, cipherSuites: [0x002F])
    if !supported.isEmpty {
      shape.extensions = [HelloExtension.supportedVersions]
      shape.versions = supported
    }
    #expect(ClientFingerprint(shape).ja4.hasPrefix("t\(expected)i01"))
  }

  @Test("is the same with values that mean nothing and without them, wherever they stand")
  func grease() {
    func hello(_ extra: [UInt16], _ extraProtocol: [UInt8]) -> ClientHello {
      func list(_ codes: [UInt16], lengthBytes: Int = 2) -> ByteBuffer {
        var body = ByteBuffer()
        let all = extra + codes
        if lengthBytes == 1 {
          body.writeInteger(UInt8(all.count * 2))
        } else {
          body.writeInteger(UInt16(all.count * 2))
        }
        for code in all { body.writeInteger(code) }
        return body
      }
      let names = extraProtocol + [2] + Array("h2".utf8)
      return ClientHello(
        recordVersion: .tls10, legacyVersion: .tls12, random: ByteBuffer(repeating: 0, count: 32),
        sessionID: ByteBuffer(), cipherSuites: (extra + [0x1301, 0xC02F]).map(CipherSuite.init(rawValue:)),
        extensions: extra.map { TLSExtension(type: $0, body: ByteBuffer()) } + [
          TLSExtension(type: 10, body: list([29, 23])), TLSExtension(type: 13, body: list([0x0403])),
          TLSExtension(type: 43, body: list([0x0304], lengthBytes: 1)),
          TLSExtension(type: 16, body: ByteBuffer(bytes: [0, UInt8(names.count)] + names)),
        ])
    }
    let plain = hello([], [])
    let greased = hello([0xEAEA], [2, 0x0A, 0x0A])
    #expect(ClientFingerprint(greased) == ClientFingerprint(plain))
    #expect(ClientFingerprint(plain).ja4.hasPrefix("t13i0204h2_"))
    #expect(!HelloShape(plain).hasGREASE)
    #expect(HelloShape(greased).hasGREASE)
  }

  @Test(
    "takes a list that is malformed for an empty one",
    arguments: [[], [0], [0, 3, 0], [0xFF, 0xFF, 0, 29], [0, 1, 2]])
  func malformed(body: [UInt8]) {
    for type: UInt16 in [10, 11, 13, 16, 43] {
      let hello = ClientHello(
        recordVersion: .tls10, legacyVersion: .tls12, random: ByteBuffer(), sessionID: ByteBuffer(),
        cipherSuites: [], extensions: [TLSExtension(type: type, body: ByteBuffer(bytes: body))])
      let shape = HelloShape(hello)
      #expect(shape.groups.isEmpty && shape.signatureAlgorithms.isEmpty && shape.versions.isEmpty)
      #expect(shape.firstALPN.isEmpty && shape.pointFormats.isEmpty)
    }
  }

  @Test("is the one that tshark and ja4plus found in the same packet", arguments: HelloFixture.names)
  func recorded(name: String) throws {
    let fixture = try HelloFixture(name)
    let fingerprint = ClientFingerprint(fixture.hello)
    #expect(fingerprint.ja3 == fixture.ja3)
    #expect(fingerprint.ja4 == fixture.ja4)
  }
}
