import NIOPosix
public import TLSWire

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What the mail connections in a capture negotiated.
///
/// ```swift
/// let capture = try await Capture.read(.file("mail.pcapng"))
/// print(Report(capture).text)
/// ```
public struct Capture: Sendable {
  /// The ports on which mail is sent: 25, 465, 587 and 2525. On any other a connection counts where SMTP is seen.
  public static let mailPorts: Set<UInt16> = [25, 465, 587, 2525]

  /// How far the reading has come.
  public struct Progress: Sendable, Hashable {
    /// How many bytes of the file have been read; 0 for an interface.
    public let bytesRead: Int
    /// How many there are, where that is known.
    public let size: Int?
    public let packets: Int
  }

  public let source: CaptureSource
  public let ending: CaptureEnding
  /// In the order in which they began; no more than 6,000, and of more than these the gravest.
  public let connections: [ObservedConnection]
  /// How many connections more there were, by the version that they agreed on; `nil` for none.
  public let omitted: [TLSVersion?: Int]
  public let packets: Int
  /// As they were on the wire.
  public let bytes: Int
  /// The time of the earliest packet and of the latest.
  public let began: Date?
  public let ended: Date?
  /// How many packets were captured in part only.
  public let cutPackets: Int
  /// How many packets the system dropped, because they were not taken in time; 0 for a file.
  public let droppedPackets: Int
  /// Of all connections, those too that are only counted.
  let census: ConnectionCensus

  /// How many connections there were, those too that are only counted.
  public var count: Int { census.count }

  /// How many of them fell short of a minimum: they agreed on an older version, offered nothing better, or had mail or
  /// credentials cross the wire in clear.
  public func count(under minimum: TLSVersion) -> Int { census.count(under: minimum) }

  /// Reads a capture to its end, or until the task is cancelled: then what is known so far is returned.
  ///
  /// What is no packet ends the reading; see ``ending``.
  ///
  /// - Parameters:
  ///   - ports: more ports on which every connection counts, besides ``mailPorts``.
  ///   - onProgress: called now and then on the thread that reads.
  /// - Throws: ``CaptureError`` where there is nothing to read.
  public static func read(
    _ source: CaptureSource, ports: Set<UInt16> = [], onProgress: (@Sendable (Progress) -> Void)? = nil
  ) async throws -> Capture {
    let interrupt = try CaptureInterrupt()
    return try await withTaskCancellationHandler {
      try await NIOThreadPool.singleton.runIfActive {
        try read(source, ports: ports.union(mailPorts), interrupt, onProgress)
      }
    } onCancel: {
      interrupt.set()
    }
  }

  /// So many packets lie between two reports of the progress.
  private static let progressInterval = 1 << 14

  private static func read(
    _ source: CaptureSource, ports: Set<UInt16>, _ interrupt: CaptureInterrupt,
    _ onProgress: (@Sendable (Progress) -> Void)?
  ) throws(CaptureError) -> Capture {
    switch source {
    case .interface(let name):
      let live = try LiveCapture(interface: name, interrupt: interrupt)
      return read(source, live, ports, dropped: { live.dropped }) { packets in
        onProgress?(Progress(bytesRead: 0, size: nil, packets: packets))
      }
    case .file, .standardInput:
      let file = try CaptureFile(source, interrupt: interrupt)
      return read(source, file, ports, dropped: { 0 }) { packets in
        guard packets % progressInterval == 0 else { return }
        onProgress?(Progress(bytesRead: file.progress.read, size: file.progress.total, packets: packets))
      }
    }
  }

  private static func read(
    _ source: CaptureSource, _ packets: some PacketSource, _ ports: Set<UInt16>, dropped: () -> Int,
    onPacket: (Int) -> Void
  ) -> Capture {
    var analysis = CaptureAnalysis(linkLayer: packets.linkLayer, ports: ports)
    let ending = packets.read { frame in
      analysis.accept(frame)
      onPacket(analysis.statistics.packets)
    }
    let record = analysis.finish()
    return Capture(source, ending, record, analysis.statistics, dropped: dropped())
  }

  private init(
    _ source: CaptureSource, _ ending: CaptureEnding, _ record: ConnectionRecord,
    _ statistics: CaptureAnalysis.Statistics, dropped: Int
  ) {
    self.source = source
    self.ending = ending
    connections = record.connections
    census = record.omitted.isEmpty ? ConnectionCensus(record.connections) : record.census
    omitted = record.omitted
    packets = statistics.packets
    bytes = statistics.bytes
    began = statistics.first?.date
    ended = statistics.last?.date
    cutPackets = statistics.cutPackets
    droppedPackets = dropped
  }
}
