import MIME
import NIOCore
import NIOPosix
import SMTPCore

/// Where a message's bytes come from, once for each attempt.
enum MessageSource: Sendable {
  case content(any MessageContent)
  /// It comes once.
  case stream(StreamedMessage)

  /// Gives the next piece, none of them empty, and nil at the end.
  typealias Pieces = () async throws -> ByteBuffer?

  /// A message opened for one attempt.
  struct Body: Sendable {
    let held: SendRequest.Body
    /// In bytes, nil where it is not known beforehand.
    let size: Int?
    /// Beyond what the envelope says already.
    var needs: TransportNeeds = []
    /// To be called once, when the first piece is wanted. Nil where all of it is held.
    var makePieces: (@Sendable () -> Pieces)?
  }

  /// Up to here a message in memory is handed over as a whole. In bytes.
  private static let largestHeld = 1 << 17

  var comesOnce: Bool {
    if case .stream = self { return true }
    return false
  }

  /// Whether no further attempt could send all of it.
  var isSpent: Bool {
    if case .stream(let message) = self { return message.isSpent }
    return false
  }

  /// What the body needs of a server where it is written in the widest of `forms`, and would not need in 7 bits. It is written
  /// for this, so it is to be asked only where that was of no use.
  func needsByChoice(in forms: TransportNeeds) -> TransportNeeds {
    guard case .content(let message) = self, let written = try? message.makeStream(of: forms),
      let least = try? message.makeStream()
    else { return [] }
    return written.bodyNeeds.subtracting(least.bodyNeeds)
  }

  /// - Parameters:
  ///   - forms: what the body may be written in.
  ///   - holdsSmall: whether a small message may be handed over as a whole, so that nobody hears of its pieces.
  /// - Throws: ``SMTPError`` where the message cannot be written.
  func open(in forms: TransportNeeds, holdsSmall: Bool) throws(SMTPError) -> Body {
    switch self {
    case .content(let message):
      do {
        return try Self.open(message.makeStream(of: forms), holdsSmall: holdsSmall)
      } catch {
        throw SMTPError(.unusableMessage, in: .connect, "\(error)")
      }
    case .stream(let message):
      return Body(held: .pieces, size: message.size) { message.begin() }
    }
  }

  private static func open(_ stream: MessageStream, holdsSmall: Bool) throws(MIMEError) -> Body {
    var stream = stream
    guard stream.isInMemory else {
      return Body(held: .pieces, size: stream.size, needs: stream.bodyNeeds) { [stream] in reading(stream) }
    }
    guard holdsSmall, let size = stream.size, size <= largestHeld else {
      return Body(held: .pieces, size: stream.size, needs: stream.bodyNeeds) { [stream] in
        var stream = stream
        return { try stream.next().map { ByteBuffer(bytes: $0) } }
      }
    }
    var message = ByteBuffer()
    message.reserveCapacity(size)
    while let piece = try stream.next() { message.writeBytes(piece) }
    return Body(held: .whole(message), size: message.readableBytes, needs: stream.bodyNeeds)
  }

  /// Reading a file blocks, so it happens on a thread that may be blocked.
  private static func reading(_ stream: MessageStream) -> Pieces {
    var stream = stream
    return {
      let (next, piece) = try await NIOThreadPool.singleton.runIfActive { [stream] in
        var stream = stream
        let piece = try stream.next()
        return (stream, piece)
      }
      stream = next
      return piece.map { ByteBuffer(bytes: $0) }
    }
  }
}
