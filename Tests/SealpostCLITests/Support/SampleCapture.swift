/// Captures that were made byte by byte.
enum SampleCapture {
  /// A connection to port 465 whose sides agree on TLS 1.0 and TLS_RSA_WITH_AES_128_CBC_SHA, as raw IP.
  static let oldAgreement: [UInt8] = {
    let random = [UInt8](repeating: 7, count: 32)
    let client = record(1, [3, 1] + random + [0, 0, 2, 0, 0x2F, 1, 0])
    let server = record(2, [3, 1] + random + [0, 0, 0x2F, 0])
    return header
      + packet(fromClient: true, sequence: 0, acknowledgement: nil, flags: 0x02, [])
      + packet(fromClient: false, sequence: 0, acknowledgement: 1, flags: 0x12, [])
      + packet(fromClient: true, sequence: 1, acknowledgement: 1, flags: 0x10, client)
      + packet(
        fromClient: false, sequence: 1, acknowledgement: 1 + UInt32(client.count), flags: 0x10, server)
      + packet(
        fromClient: true, sequence: 1 + UInt32(client.count), acknowledgement: 1 + UInt32(server.count), flags: 0x10,
        [])
  }()

  /// A connection to port 465 without TLS, on which the program logs in.
  static let clearCredentials: [UInt8] = {
    let greeting = Array("220 mail.example.com ESMTP\r\n".utf8)
    let login = Array("AUTH PLAIN AGEAYg==\r\n".utf8)
    return header
      + packet(fromClient: true, sequence: 0, acknowledgement: nil, flags: 0x02, [])
      + packet(fromClient: false, sequence: 0, acknowledgement: 1, flags: 0x12, [])
      + packet(fromClient: false, sequence: 1, acknowledgement: 1, flags: 0x10, greeting)
      + packet(fromClient: true, sequence: 1, acknowledgement: 1 + UInt32(greeting.count), flags: 0x10, login)
      + packet(
        fromClient: false, sequence: 1 + UInt32(greeting.count), acknowledgement: 1 + UInt32(login.count), flags: 0x10,
        Array("235 ok\r\n".utf8))
  }()

  private static let header = big(0xA1B2_C3D4, 4) + big(2, 2) + big(4, 2) + big(0, 8) + big(65_535, 4) + big(101, 4)

  private static func big(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private static func record(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
    [22, 3, 1] + big(body.count + 4, 2) + [type] + big(body.count, 3) + body
  }

  private static func packet(
    fromClient: Bool, sequence: UInt32, acknowledgement: UInt32?, flags: UInt8, _ payload: [UInt8]
  ) -> [UInt8] {
    let ports = fromClient ? big(50_000, 2) + big(465, 2) : big(465, 2) + big(50_000, 2)
    let tcp =
      ports + big(Int(sequence), 4) + big(Int(acknowledgement ?? 0), 4) + [0x50, flags, 1, 0, 0, 0, 0, 0] + payload
    let addresses: [UInt8] = fromClient ? [192, 0, 2, 1, 192, 0, 2, 2] : [192, 0, 2, 2, 192, 0, 2, 1]
    let packet = [0x45, 0] + big(20 + tcp.count, 2) + [0, 0, 0, 0, 64, 6, 0, 0] + addresses + tcp
    return big(1_700_000_000, 4) + big(0, 4) + big(packet.count, 4) + big(packet.count, 4) + packet
  }
}
