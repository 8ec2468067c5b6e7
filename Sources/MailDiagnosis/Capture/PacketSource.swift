/// Where a capture's packets are read from, one after the other.
protocol PacketSource: AnyObject {
  var linkLayer: LinkLayer { get }
  /// Gives each packet to `body`, until there is none or the reading is cut off.
  func read(_ body: (CapturedFrame) -> Void) -> CaptureEnding
}

/// A frame as it was captured. It must not outlive the closure that it was given to.
struct CapturedFrame {
  let bytes: PacketBytes
  /// How long it was on the wire; no less than what was captured.
  let length: Int
  let time: PacketTime
}

/// How a capture ended.
public enum CaptureEnding: Sendable, Hashable {
  /// With its last packet.
  case complete
  /// Because it was asked to.
  case interrupted
  /// In the middle of a packet. What was read before that counts.
  case truncated
  /// With something that is no packet, for the reason that libpcap gives. What was read before that counts.
  case broken(String)
}
