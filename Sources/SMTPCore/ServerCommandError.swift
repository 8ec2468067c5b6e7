/// Why a line from a client is no command that a server can carry out, with the reply that says so.
public struct ServerCommandError: Error, Sendable, Hashable, CustomStringConvertible {
  private enum Code: Hashable {
    case syntax
    case unknownCommand
    case unknownParameter
    case unreadableChunkSize
    case refusal
  }

  private let code: Code
  /// What the client is told.
  public let reply: Reply

  /// The command is known, but its argument is not of the right form.
  public static func syntax(_ text: String, status: String = "5.5.4") -> Self {
    Self(code: .syntax, reply: Reply(501, status, text))
  }

  /// The line does not begin with a command that SMTP has.
  public static let unknownCommand = Self(
    code: .unknownCommand, reply: Reply(500, "5.5.2", "Command not recognised"))

  /// The line holds bytes that are not UTF-8 or control characters.
  public static let notText = Self(code: .syntax, reply: Reply(500, "5.5.2", "Not a line of UTF-8 text"))

  /// The parameter of MAIL or RCPT is not known or was not offered (RFC 5321 section 4.1.1.11).
  public static func unknownParameter(_ keyword: String) -> Self {
    Self(code: .unknownParameter, reply: Reply(555, "5.5.4", "Parameter \(keyword) not recognised"))
  }

  /// The size of a BDAT chunk cannot be read, so that nobody can tell where the next command begins.
  public static let unreadableChunkSize = Self(
    code: .unreadableChunkSize, reply: Reply(501, "5.5.4", "Syntax: BDAT size [LAST]"))

  /// The command is well formed, but asks for something that is not given.
  static func refusal(_ reply: Reply) -> Self { Self(code: .refusal, reply: reply) }

  public var description: String { reply.description }
}
