import CPcap

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// A file of captured packets, in the formats that libpcap reads: pcap in all its variants, and pcapng with one link type
/// and one snapshot length.
final class CaptureFile: PacketSource {
  let linkLayer: LinkLayer
  /// How many bytes of a packet were captured at most; 0 where the file names no limit.
  let snapshotLength: Int
  private let input: CaptureInput
  private let handle: OpaquePointer
  private let interrupt: CaptureInterrupt

  /// How many bytes have been read, and how many there are, where that is known.
  var progress: (read: Int, total: Int?) { (input.bytesRead, input.size) }

  /// Opens a file and reads its header.
  init(_ source: CaptureSource, interrupt: CaptureInterrupt) throws(CaptureError) {
    let input = try CaptureInput(source: source, interrupt: interrupt)
    guard let stream = input.makeStream() else { throw CaptureError(.system, "there is no memory left") }
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard
      let handle = pcap_fopen_offline_with_tstamp_precision(stream, UInt32(PCAP_TSTAMP_PRECISION_NANO), &message)
    else {
      fclose(stream)
      guard !interrupt.isSet else { throw CaptureError(.interrupted, "interrupted") }
      throw Self.openingError(source, input, String(pcapMessage: message))
    }
    let dataLink = pcap_datalink(handle)
    guard let linkLayer = LinkLayer(dataLink: dataLink) else {
      pcap_close(handle)
      throw CaptureError(.unsupported, "\(source): \(LinkLayer.refusal(of: dataLink))")
    }
    self.input = input
    self.handle = handle
    self.linkLayer = linkLayer
    self.interrupt = interrupt
    snapshotLength = Int(pcap_snapshot(handle))
  }

  deinit {
    // Closes the stream too.
    pcap_close(handle)
  }

  func read(_ body: (CapturedFrame) -> Void) -> CaptureEnding {
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var bytes: UnsafePointer<UInt8>?
    // A signal is seen with the next block at the latest, and a lock for each packet would cost more than the packet.
    while true {
      switch pcap_next_ex(handle, &header, &bytes) {
      case 1:
        guard let header, let frame = CapturedFrame(header.pointee, bytes) else { continue }
        body(frame)
      case PCAP_ERROR_BREAK: return interrupt.isSet ? .interrupted : readError ?? .complete
      default:
        if interrupt.isSet { return .interrupted }
        let message = String(cString: pcap_geterr(handle))
        return readError ?? (message.hasPrefix("truncated") ? .truncated : .broken(Self.explained(message)))
      }
    }
  }

  private var readError: CaptureEnding? {
    input.failure.map { .broken(String(cString: strerror($0))) }
  }

  private static func openingError(_ source: CaptureSource, _ input: CaptureInput, _ message: String) -> CaptureError {
    if let failure = input.failure {
      return CaptureError(.unreadable, "\(source) cannot be read: \(String(cString: strerror(failure)))")
    }
    if let kind = FileKind(input.firstBytes) {
      return CaptureError(kind.isCompressed ? .unsupported : .notACapture, "\(source) \(kind.sentence)")
    }
    return CaptureError(.notACapture, "\(source) is no capture that libpcap reads: \(explained(message))")
  }

  /// What libpcap says, with what can be done about its commonest refusal.
  private static func explained(_ message: String) -> String {
    guard message.contains("different from the") else { return message }
    // A file that tshark writes still names all interfaces; one in the format pcap names none.
    return message
      + (message.contains("snapshot length")
        ? "; write it in the format pcap: editcap -F pcap FILE NEW"
        : "; take the packets of one interface, and write them in the format pcap: tshark -r FILE "
          + "-Y frame.interface_id==0 -w ONE; editcap -F pcap -T ether ONE NEW (ether is Ethernet; editcap -T lists others)")
  }
}

extension String {
  /// The text in a buffer that libpcap wrote.
  init(pcapMessage buffer: [CChar]) {
    self.init(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension CapturedFrame {
  /// The handles are opened for nanoseconds, which then stand where the microseconds would.
  init?(_ header: pcap_pkthdr, _ bytes: UnsafePointer<UInt8>?) {
    guard let bytes else { return nil }
    let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(header.caplen))
    self.init(
      bytes: PacketBytes(buffer), length: max(Int(header.len), buffer.count),
      time: PacketTime(seconds: Int(header.ts.tv_sec), nanoseconds: Int(header.ts.tv_usec)))
  }
}

extension LinkLayer {
  /// - Parameter dataLink: the number by which libpcap knows a link type, which may differ between systems.
  init?(dataLink: CInt) {
    switch dataLink {
    case DLT_EN10MB: self = .ethernet
    case DLT_LINUX_SLL: self = .linuxCooked
    case DLT_LINUX_SLL2: self = .linuxCooked2
    // 12 and 14 are what the link type 101 is to one system or the other.
    case DLT_RAW, 12, 14, 101, DLT_IPV4, DLT_IPV6: self = .rawIP
    case DLT_NULL, DLT_LOOP: self = .loopback
    default: return nil
    }
  }

  /// Why a link type cannot be read.
  static func refusal(of dataLink: CInt) -> String {
    var name = "\(dataLink)"
    if let known = pcap_datalink_val_to_name(dataLink) { name += " (\(String(cString: known))" }
    if let text = pcap_datalink_val_to_description(dataLink) { name += ", \(String(cString: text))" }
    if name.contains("(") { name += ")" }
    return "its link type is \(name); Ethernet, Linux cooked, raw IP and loopback can be read"
  }
}
