import NIOCore
import TLSWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A connection of a capture, whose bytes go to a ``ConnectionAnalyzer``.
struct AnalyzedConnection: StreamSink {
  /// A connection of which so much has been read without a result has none.
  private static let maximumRead = 1 << 24

  let key: FlowKey
  /// Which end the client is. It can change until there is something to analyze.
  var clientEnd: FlowKey.End
  let began: PacketTime
  /// Set for a connection that counts only if it turns out to be SMTP.
  private(set) var probe: SMTPProbe?
  private var beginsInTheMiddle = false
  private var analyzer: ConnectionAnalyzer?
  private(set) var needsBytes = true
  private var read = 0

  init(key: FlowKey, clientEnd: FlowKey.End, began: PacketTime, isProbed: Bool) {
    self.key = key
    self.clientEnd = clientEnd
    self.began = began
    probe = isProbed ? SMTPProbe() : nil
  }

  /// Whether it turned out not to be SMTP, which was wanted of it.
  var isOther: Bool { probe?.verdict == .isOther }

  mutating func beginInTheMiddle() {
    beginsInTheMiddle = true
  }

  mutating func receive(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    probe?.receive(bytes, from: endpoint)
    start()
    analyzer?.receive(bytes, from: endpoint)
    read += bytes.readableBytes
    check()
  }

  mutating func lose(_ count: Int, from endpoint: TLSEndpoint) {
    start()
    analyzer?.lose(count, from: endpoint)
    check()
  }

  mutating func skip(_ count: Int, from endpoint: TLSEndpoint) {
    start()
    analyzer?.skip(count, from: endpoint)
  }

  mutating func close(by endpoint: TLSEndpoint, reset: Bool) {
    start()
    analyzer?.close(by: endpoint, reset: reset)
  }

  /// What is known of it.
  func connection(endedAt time: PacketTime) -> ObservedConnection {
    (analyzer ?? makeAnalyzer()).connection(endedAt: time.date)
  }

  private mutating func check() {
    // Nobody listens to them here.
    _ = analyzer?.takeEvents()
    needsBytes = analyzer?.needsBytes != false && read < Self.maximumRead
  }

  private mutating func start() {
    if analyzer == nil { analyzer = makeAnalyzer() }
  }

  private func makeAnalyzer() -> ConnectionAnalyzer {
    ConnectionAnalyzer(
      client: key.text(clientEnd), server: key.text(clientEnd.other), began: began.date,
      coverage: .init(beginsInTheMiddle: beginsInTheMiddle))
  }
}
