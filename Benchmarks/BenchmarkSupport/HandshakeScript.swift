import Foundation

/// A recorded handshake that both sides play before anything is measured, so that a tap sees what it would see.
public struct HandshakeScript: Sendable {
  /// What each side sent, in the order in which it crossed the wire.
  public let pieces: [(isClient: Bool, bytes: [UInt8])]

  public struct Unreadable: Error {
    let path: String
  }

  public init(path: String) throws {
    pieces = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map
    {
      let parts = $0.split(separator: " ")
      guard parts.count == 2 else { throw Unreadable(path: path) }
      let digits = Array(parts[1])
      let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(digits[$0...$0 + 1]), radix: 16)
      }
      return (parts[0] == "client:", bytes)
    }
  }

  public func play(on socket: Socket, asClient isClient: Bool) throws {
    for piece in pieces {
      if piece.isClient == isClient {
        try socket.send(piece.bytes)
      } else {
        _ = try socket.receive(piece.bytes.count)
      }
    }
  }
}
