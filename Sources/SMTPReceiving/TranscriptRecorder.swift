import SMTPCore
import TLSWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Collects what becomes a ``ConnectionTranscript``.
struct TranscriptRecorder {
  /// A client can talk for ever; what it says beyond this is not kept.
  private static let maximumLines = 2000

  private let started = Date()
  private var lines: [String] = []
  private var alerts: [ConnectionTranscript.Alert] = []
  /// How the connection ends; only the first reason counts.
  private(set) var end: ConnectionTranscript.End?
  var startTLS = false

  mutating func client(_ line: String) {
    append("C: \(line)")
  }

  mutating func server(_ reply: Reply) {
    let status = reply.enhanced.map { "\($0) " } ?? ""
    for (index, line) in reply.lines.enumerated() {
      let separator = index == reply.lines.count - 1 ? " " : "-"
      append("S: \(reply.code)\(separator)\(status)\(line)")
    }
  }

  mutating func note(_ line: String) {
    append("*: \(line)")
  }

  private mutating func append(_ line: String) {
    guard lines.count <= Self.maximumLines else { return }
    lines.append(lines.count == Self.maximumLines ? "*: further lines are not kept" : line)
  }

  mutating func alert(_ alert: ObservedAlert) {
    alerts.append(.init(from: alert.from, description: alert.alert.description.description))
  }

  mutating func ends(_ kind: ConnectionTranscript.End.Kind, _ detail: String? = nil) {
    end = end ?? .init(kind, detail)
  }

  func transcript(of connection: ServerConnection) -> ConnectionTranscript {
    ConnectionTranscript(
      id: connection.id, client: connection.clientAddress.text, server: connection.localAddress.text,
      started: started, ended: Date(), startTLS: startTLS, tls: connection.tls, alerts: alerts, lines: lines,
      end: end ?? .init(.clientClosed))
  }
}
