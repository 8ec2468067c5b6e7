/// A message that is a part of another: one that is forwarded, or the one that a report is about (RFC 2046, section 5.2.1).
public indirect enum EnclosedMessage: Sendable, Hashable {
  case composed(Message)
  /// Written as it is, but for its line ends, which are made CRLF.
  case stored(StoredMessage)

  /// `message/rfc822`, or `message/global` if its header has text beyond ASCII (RFC 6532, section 3.7).
  var mediaType: MediaType {
    content.hasInternationalHeader ? MediaType(uncheckedType: "message", "global") : .message
  }

  var content: any MessageContent {
    switch self {
    case .composed(let message): message
    case .stored(let message): message
    }
  }
}
