import NIOCore

@testable import SMTPSending

/// What becomes of a handshake with a proxy that gives these answers, one after each thing said.
struct ProxyDialogue {
  /// What was said, the first words included.
  private(set) var sent: [[UInt8]]
  /// How it ended; nil where it still waits.
  private(set) var failure: ProxyFailure?
  private(set) var isEstablished = false
  /// What came through the tunnel.
  private(set) var tunnelled: [UInt8] = []
  /// How many bytes of the answers it had taken when it ended.
  private(set) var bytesTaken = 0

  /// - Parameter size: how many bytes of an answer come at once.
  init(_ handshake: any ProxyHandshake, _ answers: [[UInt8]], inPiecesOf size: Int = .max) {
    var handshake = handshake
    sent = [Array(handshake.begin().readableBytesView)]
    for answer in answers {
      var rest = answer[...]
      while !rest.isEmpty {
        let piece = rest.prefix(size)
        rest = rest.dropFirst(size)
        if isEstablished {
          tunnelled += piece
          continue
        }
        bytesTaken += piece.count
        switch handshake.receive(ByteBuffer(bytes: piece)) {
        case .wait: break
        case .send(let bytes): sent.append(Array(bytes.readableBytesView))
        case .established(let bytes):
          isEstablished = true
          tunnelled += Array(bytes.readableBytesView)
        case .fail(let failure):
          self.failure = failure
          return
        }
      }
    }
  }

  var isWaiting: Bool { failure == nil && !isEstablished }
}
