import Foundation
package import NIOCore
package import TLSWire
import Testing

/// A handshake as it crossed the wire, from `Tests/Fixtures/TLS`.
package struct Recording: CustomTestStringConvertible {
  package struct Piece {
    package let from: TLSEndpoint
    package let bytes: ByteBuffer

    package init(from: TLSEndpoint, bytes: ByteBuffer) {
      self.from = from
      self.bytes = bytes
    }

    /// The same bytes in two pieces.
    package func cut(at offset: Int) -> [Piece] {
      var rest = bytes
      guard let first = rest.readSlice(length: offset) else { return [self] }
      return [Piece(from: from, bytes: first), Piece(from: from, bytes: rest)]
    }
  }

  package struct Unreadable: Error {
    package let line: Substring
  }

  package let testDescription: String
  package let pieces: [Piece]

  package init(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Fixtures/TLS/\(name).txt")
    testDescription = name
    pieces = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      let parts = $0.split(separator: " ")
      guard parts.count == 2, parts[0].hasSuffix(":"), let from = TLSEndpoint(rawValue: String(parts[0].dropLast())),
        let bytes = ByteBuffer(hexadecimal: parts[1])
      else {
        throw Unreadable(line: $0)
      }
      return Piece(from: from, bytes: bytes)
    }
  }

  package init(_ pieces: [Piece]) {
    testDescription = "made up"
    self.pieces = pieces
  }

  package var length: Int { pieces.reduce(0) { $0 + $1.bytes.readableBytes } }

  /// The same bytes in pieces of at most so many.
  package func cut(every count: Int) -> Recording {
    Recording(
      pieces.flatMap { piece in
        var rest = piece.bytes
        var cut: [Piece] = []
        while let slice = rest.readSlice(length: min(count, rest.readableBytes)), slice.readableBytes > 0 {
          cut.append(Piece(from: piece.from, bytes: slice))
        }
        return cut
      })
  }

  /// The same bytes, whatever one side sent without an answer in one piece.
  package func coalesced() -> Recording {
    var joined: [Piece] = []
    for piece in pieces {
      if let last = joined.last, last.from == piece.from {
        var bytes = last.bytes
        bytes.writeImmutableBuffer(piece.bytes)
        joined[joined.count - 1] = Piece(from: piece.from, bytes: bytes)
      } else {
        joined.append(piece)
      }
    }
    return Recording(joined)
  }

  /// The beginning of the recording.
  package func prefix(_ count: Int) -> Recording {
    var missing = count
    return Recording(
      pieces.compactMap { piece in
        var bytes = piece.bytes
        let slice = bytes.readSlice(length: min(missing, bytes.readableBytes)) ?? ByteBuffer()
        missing -= slice.readableBytes
        return slice.readableBytes > 0 ? Piece(from: piece.from, bytes: slice) : nil
      })
  }

  /// Without the pieces after the one with which an observer has learnt all: they are encrypted.
  package func untilNothingNewComes() -> Recording {
    let alerts = observed().alerts
    let count = pieces.indices.first { index in
      let observer = Recording(Array(pieces[...index])).observed()
      return observer.isFinished && observer.alerts == alerts
    }
    return count.map { Recording(Array(pieces[...$0])) } ?? self
  }

  package func observed() -> HandshakeObserver {
    var observer = HandshakeObserver()
    for piece in pieces {
      observer.observe(piece.bytes, from: piece.from)
    }
    return observer
  }
}

extension ByteBuffer {
  package init?(hexadecimal: some StringProtocol) {
    var buffer = ByteBuffer()
    var high: Int?
    for character in hexadecimal {
      guard let digit = character.hexDigitValue else { return nil }
      if let first = high {
        buffer.writeInteger(UInt8(first << 4 | digit))
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { return nil }
    self = buffer
  }
}
