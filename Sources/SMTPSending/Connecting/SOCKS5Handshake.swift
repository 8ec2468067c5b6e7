import NIOCore
import SASL

/// SOCKS version 5 (RFC 1928) with user name and password (RFC 1929), as the client has it. Names are looked up by the proxy.
struct SOCKS5Handshake: ProxyHandshake {
  private enum State {
    /// Goes to `awaitingMethod` with ``begin()``.
    case idle
    /// The proxy is to choose how this side authenticates. Goes to `awaitingLogin` or `awaitingReply`.
    case awaitingMethod
    /// The proxy is to judge user name and password. Goes to `awaitingReply`.
    case awaitingLogin
    /// The proxy is to say whether it is connected. Goes to `over`.
    case awaitingReply
    /// The tunnel stands, or never will.
    case over
  }

  private enum Method {
    static let none: UInt8 = 0x00
    static let password: UInt8 = 0x02
    static let unacceptable: UInt8 = 0xFF
  }

  private static let version: UInt8 = 5

  private let target: ProxyTarget
  private let credentials: SMTPClient.Proxy.Credentials?
  private var state = State.idle
  private var received = ByteBuffer()

  init(to target: ProxyTarget, credentials: SMTPClient.Proxy.Credentials?) {
    self.target = target
    self.credentials = credentials
  }

  mutating func begin() -> ByteBuffer {
    state = .awaitingMethod
    let methods = credentials == nil ? [Method.none] : [Method.none, Method.password]
    return ByteBuffer(bytes: [Self.version, UInt8(methods.count)] + methods)
  }

  mutating func receive(_ bytes: ByteBuffer) -> ProxyAction {
    received.writeImmutableBuffer(bytes)
    let action =
      switch state {
      case .awaitingMethod: readMethod()
      case .awaitingLogin: readLogin()
      case .awaitingReply: readReply()
      case .idle, .over: spokeOutOfTurn
      }
    switch action {
    case .established, .fail: state = .over
    case .wait, .send: break
    }
    return action
  }

  private mutating func readMethod() -> ProxyAction {
    guard isAnswer(of: Self.version) else { return notUnderstood }
    guard let method = byte(1) else { return .wait }
    guard received.readableBytes == 2 else { return spokeOutOfTurn }
    received.clear()
    switch (method, credentials) {
    case (Method.none, _):
      state = .awaitingReply
      return .send(request)
    case (Method.password, let credentials?):
      state = .awaitingLogin
      return .send(Self.login(credentials))
    case (Method.unacceptable, nil), (Method.password, nil):
      return fail(.authentication, "wants a user name and a password, and none are set")
    case (Method.unacceptable, _?):
      return fail(.authentication, "takes neither a user name with a password nor nobody's connections")
    default:
      return fail(.notUnderstood, "chose authentication method \(method), which was not offered")
    }
  }

  private mutating func readLogin() -> ProxyAction {
    // Its version is 1. There are proxies that say 5, and no doubt about what they mean.
    guard isAnswer(of: 1) || isAnswer(of: Self.version) else { return notUnderstood }
    guard let status = byte(1) else { return .wait }
    guard status == 0 else { return fail(.authentication, "refused the user name or password (status \(status))") }
    guard received.readableBytes == 2 else { return spokeOutOfTurn }
    received.clear()
    state = .awaitingReply
    return .send(request)
  }

  private mutating func readReply() -> ProxyAction {
    guard isAnswer(of: Self.version) else { return notUnderstood }
    guard let code = byte(1) else { return .wait }
    // The rest of a refusal says nothing, and not every proxy sends it.
    guard code == 0 else { return .fail(Self.refusal(code)) }
    guard let reserved = byte(2) else { return .wait }
    guard reserved == 0 else { return notUnderstood }
    guard let kind = byte(3) else { return .wait }
    let addressLength: Int
    switch kind {
    case 1: addressLength = 4
    case 4: addressLength = 16
    case 3:
      guard let length = byte(4) else { return .wait }
      addressLength = 1 + Int(length)
    default: return notUnderstood
    }
    // The address and port that the proxy connects from, which nobody needs.
    let length = 4 + addressLength + 2
    guard received.readableBytes >= length else { return .wait }
    received.moveReaderIndex(forwardBy: length)
    return .established(received.slice())
  }

  private var request: ByteBuffer {
    var buffer = ByteBuffer(bytes: [Self.version, 1, 0])
    switch target.host {
    case .ipv4(let address):
      buffer.writeInteger(UInt8(1))
      buffer.writeBytes(address)
    case .ipv6(let address):
      buffer.writeInteger(UInt8(4))
      buffer.writeBytes(address)
    case .name(let name):
      buffer.writeInteger(UInt8(3))
      buffer.writeInteger(UInt8(truncatingIfNeeded: name.utf8.count))
      buffer.writeString(name)
    }
    buffer.writeInteger(target.port)
    return buffer
  }

  /// The lengths fit: ``SMTPClient/Proxy/validate()`` sees to that.
  private static func login(_ credentials: SMTPClient.Proxy.Credentials) -> ByteBuffer {
    var buffer = ByteBuffer(bytes: [1])
    let name = Array(credentials.username.utf8.prefix(255))
    buffer.writeInteger(UInt8(truncatingIfNeeded: name.count))
    buffer.writeBytes(name)
    credentials.password.withBytes { password in
      buffer.writeInteger(UInt8(truncatingIfNeeded: min(password.count, 255)))
      buffer.writeBytes(password.prefix(255))
    }
    return buffer
  }

  private static func refusal(_ code: UInt8) -> ProxyFailure {
    switch code {
    case 1: ProxyFailure(.failed, "failed for a reason that it does not tell")
    case 2: ProxyFailure(.refused, "does not allow a connection to the server by its rules")
    case 3: ProxyFailure(.failed, "finds the server's network unreachable")
    case 4: ProxyFailure(.failed, "finds the server unreachable, or does not know its name")
    case 5: ProxyFailure(.failed, "found the connection refused by the server: nothing listens on that port")
    case 6: ProxyFailure(.failed, "had no answer from the server in time")
    case 7: ProxyFailure(.refused, "does not know the command CONNECT")
    case 8: ProxyFailure(.refused, "does not know this kind of address")
    default: ProxyFailure(.failed, "refused with code \(code), which SOCKS does not have")
    }
  }

  /// Whether what came begins with this version, or nothing came.
  private func isAnswer(of version: UInt8) -> Bool {
    byte(0).map { $0 == version } ?? true
  }

  private func byte(_ offset: Int) -> UInt8? {
    received.getInteger(at: received.readerIndex + offset)
  }

  private func fail(_ kind: ProxyFailure.Kind, _ detail: String) -> ProxyAction {
    .fail(ProxyFailure(kind, detail))
  }

  private var notUnderstood: ProxyAction { .fail(.notUnderstood(received, as: "SOCKS 5")) }

  /// A proxy that answers what has not been asked yet is none; nothing of it must end up in the tunnel.
  private var spokeOutOfTurn: ProxyAction { fail(.notUnderstood, "said more than it was asked") }
}
