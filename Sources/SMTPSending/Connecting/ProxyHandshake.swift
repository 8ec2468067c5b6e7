import NIOCore
import SMTPCore

/// What is said to a proxy until the tunnel stands: bytes in, what to do out.
protocol ProxyHandshake: Sendable {
  /// What this side says first. Called once, before anything else.
  mutating func begin() -> ByteBuffer
  /// Takes what has come. After ``ProxyAction/established(_:)`` and ``ProxyAction/fail(_:)`` nothing more is given to it.
  mutating func receive(_ bytes: ByteBuffer) -> ProxyAction
}

/// What a handshake wants to be done.
enum ProxyAction: Sendable, Hashable {
  /// The answer has not all come.
  case wait
  case send(ByteBuffer)
  /// The tunnel stands. What came after the proxy's answer came through the tunnel: a server of SMTP speaks first.
  case established(ByteBuffer)
  case fail(ProxyFailure)
}

/// Why there is no tunnel.
struct ProxyFailure: Error, Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// The proxy wants a login, or another one.
    case authentication
    /// The proxy will not do this, whenever it is asked.
    case refused
    /// The proxy could not do it now.
    case failed
    /// What came is no answer of such a proxy.
    case notUnderstood
  }

  let kind: Kind
  /// What is to follow "the proxy …".
  let detail: String

  init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }

  /// The answer makes no sense. It is quoted up to its first line end, so that a peer that echoes a request cannot bring the
  /// credentials of its later lines into a log.
  static func notUnderstood(_ answer: ByteBuffer, as protocolName: String) -> ProxyFailure {
    let line = answer.readableBytesView.prefix { $0 != 0x0D && $0 != 0x0A }.prefix(60)
    let isText = !line.isEmpty && line.allSatisfy { (0x20...0x7E).contains($0) }
    let quotation =
      isText
      ? "\"\(String(decoding: line, as: UTF8.self))\""
      : "the bytes \(answer.readableBytesView.prefix(8).map(hexadecimal).joined(separator: " "))"
    return ProxyFailure(.notUnderstood, "answered \(quotation), which is not \(protocolName)")
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension SMTPError {
  init(_ failure: ProxyFailure, of proxy: SMTPClient.Proxy) {
    let code: Code =
      switch failure.kind {
      case .authentication: .proxyAuthenticationRefused
      case .refused: .proxyRefused
      case .failed: .proxyFailed
      case .notUnderstood: .proxyNotUnderstood
      }
    self.init(code, in: .connect, "the proxy \(proxy) \(failure.detail)")
  }
}
