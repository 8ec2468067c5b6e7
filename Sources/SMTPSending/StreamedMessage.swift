import NIOConcurrencyHelpers
import NIOCore

/// A message that comes as a sequence of buffers, once: what has been taken of it is gone.
final class StreamedMessage: Sendable {
  /// In bytes, nil where it is not known beforehand.
  let size: Int?
  private let makePieces: @Sendable () -> MessageSource.Pieces
  private let isBegun = NIOLockedValueBox(false)

  init<Buffers: AsyncSequence & Sendable>(_ buffers: Buffers, size: Int?) where Buffers.Element == ByteBuffer {
    self.size = size
    makePieces = {
      var iterator = buffers.makeAsyncIterator()
      var count = 0
      return {
        while let piece = try await iterator.next() {
          count += piece.readableBytes
          if let size, count > size { throw WrongSize(announced: size, came: "more") }
          if piece.readableBytes > 0 { return piece }
        }
        if let size, count < size { throw WrongSize(announced: size, came: "\(count)") }
        return nil
      }
    }
  }

  /// Whether it was begun, so that there is no beginning any more.
  var isSpent: Bool { isBegun.withLockedValue { $0 } }

  /// Begins the sequence. To be called once.
  func begin() -> MessageSource.Pieces {
    isBegun.withLockedValue { $0 = true }
    return makePieces()
  }

  /// What is announced and what comes must agree, for a stream that was cut short looks like one that has ended.
  private struct WrongSize: Error, CustomStringConvertible {
    let announced: Int
    let came: String

    var description: String { "it was to have \(announced) bytes, and \(came) came" }
  }
}
