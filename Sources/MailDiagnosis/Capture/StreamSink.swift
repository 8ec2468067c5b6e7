import NIOCore
import TLSWire

/// What takes the bytes of a connection once they are in order.
protocol StreamSink {
  /// Whether the bytes matter. Where they do not, they are counted only.
  var needsBytes: Bool { get }
  /// The begin of the connection was not seen. Called before anything else, or not at all.
  mutating func beginInTheMiddle()
  mutating func receive(_ bytes: ByteBuffer, from endpoint: TLSEndpoint)
  mutating func lose(_ count: Int, from endpoint: TLSEndpoint)
  mutating func skip(_ count: Int, from endpoint: TLSEndpoint)
  mutating func close(by endpoint: TLSEndpoint, reset: Bool)
}
