/// Turns a ``Message`` into its stream.
struct MessageComposer {
  /// How deep parts and enclosed messages may be in each other. Readers stop somewhere, and many of them earlier.
  static let maximumDepth = 100

  private let offered: TransportNeeds
  private var segments: [MessageStream.Segment] = []
  private var pending: [UInt8] = []

  init(for offered: TransportNeeds) {
    self.offered = offered
  }

  mutating func compose(_ message: Message) throws(MIMEError) -> MessageStream {
    var preparer = PartPreparer(for: offered)
    let part = try preparer.prepare(message)
    write(part)
    flush()
    return MessageStream(segments, bodyNeeds: part.domain.needs)
  }

  private mutating func write(_ part: PreparedPart) {
    pending += part.header
    pending += [.carriageReturn, .lineFeed]
    switch part.content {
    case .bytes(let bytes): pending += bytes
    case .segment(let segment):
      flush()
      segments.append(segment)
    case .enclosed(let message): write(message.value)
    case .parts(let parts, let boundary):
      for (index, inner) in parts.enumerated() {
        delimit(boundary, after: index == 0 ? nil : parts[index - 1])
        write(inner)
      }
      delimit(boundary, after: parts.last, isLast: true)
    }
  }

  /// The CRLF before a boundary belongs to it (RFC 2046, section 5.1.1), so a text keeps whether it ends with one.
  private mutating func delimit(_ boundary: String, after part: PreparedPart?, isLast: Bool = false) {
    if part?.endsWithLine == false { pending += [.carriageReturn, .lineFeed] }
    pending += "--\(boundary)\(isLast ? "--" : "")\r\n".utf8
  }

  private mutating func flush() {
    if !pending.isEmpty { segments.append(.bytes(pending)) }
    pending = []
  }
}
