/// What a client did that a server does not put up with: the connection ends.
public struct ServerViolation: Error, Sendable, Hashable, CustomStringConvertible {
  /// A construct in a message's data that servers read differently, which SMTP smuggling lives on.
  public enum Construct: Sendable, Hashable {
    case bareLineFeed
    case bareCarriageReturn
    case nul
  }

  private enum Code: Hashable {
    case commandInjection(byteCount: Int)
    case smuggling(Construct)
    case endlessMessage
    case unreadableChunkSize
    case tooManyErrors
    case foreignProtocol(String)
  }

  private let code: Code

  /// Plaintext came behind STARTTLS. Commands that somebody put there would be taken for the client's own after the
  /// handshake (CVE-2011-0411).
  public static func commandInjection(byteCount: Int) -> Self { Self(code: .commandInjection(byteCount: byteCount)) }

  /// The data of a message holds a bare CR, a bare LF or a NUL.
  public static func smuggling(_ construct: Construct) -> Self { Self(code: .smuggling(construct)) }

  /// A message goes on long after it was known to be too large.
  public static let endlessMessage = Self(code: .endlessMessage)

  /// A BDAT command whose size cannot be read.
  public static let unreadableChunkSize = Self(code: .unreadableChunkSize)

  /// Too many commands were wrong or unknown.
  public static let tooManyErrors = Self(code: .tooManyErrors)

  /// The client speaks another protocol, such as `TLS` or `HTTP`.
  public static func foreignProtocol(_ name: String) -> Self { Self(code: .foreignProtocol(name)) }

  public var description: String {
    switch code {
    case .commandInjection(let count): "\(count) bytes of plaintext stood behind STARTTLS (command injection)"
    case .smuggling(.bareLineFeed): "the message holds a bare line feed (SMTP smuggling)"
    case .smuggling(.bareCarriageReturn): "the message holds a bare carriage return (SMTP smuggling)"
    case .smuggling(.nul): "the message holds a NUL (SMTP smuggling)"
    case .endlessMessage: "the message is more than twice as large as is allowed, and goes on"
    case .unreadableChunkSize: "the size of a BDAT chunk cannot be read"
    case .tooManyErrors: "too many commands were wrong"
    case .foreignProtocol(let name): "the client speaks \(name), not SMTP"
    }
  }
}
