import NIOCore
import TLSWire
import TestSupport

@testable import MailDiagnosis

/// What an analyzer makes of pieces.
struct Observation {
  /// SMTP up to the 220 to STARTTLS.
  static let startTLS = dialogue([
    "S: 220 mail.example.test ESMTP", "C: EHLO client", "S: 250-mail.example.test\r\n250 STARTTLS", "C: STARTTLS",
    "S: 220 2.0.0 Ready",
  ])

  var analyzer: ConnectionAnalyzer
  var connection: ObservedConnection { analyzer.connection(endedAt: nil) }

  init(_ recording: Recording) {
    self.init(recording.pieces)
  }

  init(
    _ pieces: [Recording.Piece], _ coverage: ObservedConnection.Coverage = .whole,
    ending: ObservedConnection.Ending? = nil
  ) {
    analyzer = ConnectionAnalyzer(client: "127.0.0.1:52100", server: "127.0.0.1:587", began: nil, coverage: coverage)
    for piece in pieces { analyzer.receive(piece.bytes, from: piece.from) }
    switch ending {
    case .closed(let side): analyzer.close(by: side, reset: false)
    case .reset(let side): analyzer.close(by: side, reset: true)
    case nil: break
    }
  }

  /// Lines with `C: ` or `S: ` before them.
  static func dialogue(_ lines: [String]) -> [Recording.Piece] {
    lines.map { line in
      .init(from: line.hasPrefix("C: ") ? .client : .server, bytes: ByteBuffer(string: "\(line.dropFirst(3))\r\n"))
    }
  }
}
