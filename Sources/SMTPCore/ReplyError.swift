/// Why what a server sent cannot be read as replies.
public struct ReplyError: Error, Sendable, Hashable, CustomStringConvertible {
  private enum Code: Hashable {
    case notAReply(String)
    case impossibleCode(Int)
    case codeChanged(from: Int, to: Int)
    case lineTooLong(limit: Int)
    case replyTooLong(limit: Int)
  }

  private let code: Code

  /// A line that does not begin with a code of three digits and a space or hyphen. `line` is its beginning.
  public static func notAReply(_ line: String) -> Self { Self(code: .notAReply(line)) }

  /// A code below 200 or above 599: SMTP has none (RFC 5321 section 4.2.1).
  public static func impossibleCode(_ code: Int) -> Self { Self(code: .impossibleCode(code)) }

  /// The lines of one reply bear different codes, which RFC 5321 section 4.2.1 forbids.
  public static func codeChanged(from: Int, to: Int) -> Self { Self(code: .codeChanged(from: from, to: to)) }

  /// A line of more than `limit` bytes.
  public static func lineTooLong(limit: Int) -> Self { Self(code: .lineTooLong(limit: limit)) }

  /// A reply of more than `limit` bytes.
  public static func replyTooLong(limit: Int) -> Self { Self(code: .replyTooLong(limit: limit)) }

  public var description: String {
    switch code {
    case .notAReply(let line): "this is no SMTP reply: \"\(line)\""
    case .impossibleCode(let code): "SMTP has no reply code \(code)"
    case .codeChanged(let from, let to): "the code changed from \(from) to \(to) within one reply"
    case .lineTooLong(let limit): "a reply line is longer than \(limit) bytes"
    case .replyTooLong(let limit): "a reply is longer than \(limit) bytes"
    }
  }
}
