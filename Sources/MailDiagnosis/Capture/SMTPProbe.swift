import NIOCore
import TLSWire

/// Tells by the first bytes of a connection whether it is SMTP.
struct SMTPProbe {
  enum Verdict: Hashable {
    case open
    case isSMTP
    case isOther
  }

  private(set) var verdict = Verdict.open
  private var client: [UInt8] = []
  private var server: [UInt8] = []

  mutating func receive(_ bytes: ByteBuffer, from side: TLSEndpoint) {
    guard verdict == .open else { return }
    switch side {
    case .client:
      client += bytes.readableBytesView.prefix(Self.length - client.count)
      guard Self.isGreeting(client) else { return verdict = .isOther }
      if client.count == Self.length { verdict = .isSMTP }
    case .server:
      server += bytes.readableBytesView.prefix(Self.length - server.count)
      // FTP greets with 220 too: the client decides.
      if !Self.isWelcome(server) { verdict = .isOther }
    }
  }

  /// What tells by a packet alone which side sent it; `nil` for all that does not look like the begin of SMTP.
  static func sender(of payload: PacketBytes) -> TLSEndpoint? {
    guard let first = payload.byte(at: 0), first == 0x32 || first | 0x20 == 0x65 || first | 0x20 == 0x68 else {
      return nil
    }
    let bytes = payload.prefix(length).withUnsafeBytes { Array($0) }
    guard bytes.count >= 4 else { return nil }
    return isWelcome(bytes) ? .server : isGreeting(bytes) ? .client : nil
  }

  private static let length = 5
  private static let greetings = ["EHLO ", "HELO "].map { Array($0.utf8) }
  private static let welcomes = ["220 ", "220-"].map { Array($0.utf8) }

  private static func isGreeting(_ bytes: [UInt8]) -> Bool {
    let upper = bytes.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
    return greetings.contains { $0.starts(with: upper) }
  }

  private static func isWelcome(_ bytes: [UInt8]) -> Bool {
    welcomes.contains { $0.starts(with: bytes.prefix(4)) }
  }
}
