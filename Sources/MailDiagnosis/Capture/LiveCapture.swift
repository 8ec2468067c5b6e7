import CPcap

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The packets of a network interface, as they come.
final class LiveCapture: PacketSource {
  let linkLayer: LinkLayer
  private let handle: OpaquePointer
  private let interrupt: CaptureInterrupt

  /// Mail does not need more than the largest frame that a network card puts together.
  private static let snapshotLength: CInt = 262_144
  /// How long the kernel may collect packets where it has no immediate mode, in milliseconds.
  private static let patience: CInt = 100
  private static let bufferSize: CInt = 16 << 20

  init(interface: String, interrupt: CaptureInterrupt) throws(CaptureError) {
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let handle = pcap_create(interface, &message) else {
      throw CaptureError(.system, "interface \(interface): \(String(pcapMessage: message))")
    }
    do throws(CaptureError) {
      try Self.activate(handle, interface)
      let dataLink = pcap_datalink(handle)
      guard let linkLayer = LinkLayer(dataLink: dataLink) else {
        throw CaptureError(.unsupported, "interface \(interface): \(LinkLayer.refusal(of: dataLink))")
      }
      try Self.setFilter(handle, interface)
      self.linkLayer = linkLayer
    } catch {
      pcap_close(handle)
      throw error
    }
    self.handle = handle
    self.interrupt = interrupt
  }

  deinit {
    pcap_close(handle)
  }

  /// How many packets the kernel dropped, because they were not taken in time.
  var dropped: Int {
    var statistics = pcap_stat()
    guard pcap_stats(handle, &statistics) == 0 else { return 0 }
    return Int(statistics.ps_drop) + Int(statistics.ps_ifdrop)
  }

  func read(_ body: (CapturedFrame) -> Void) -> CaptureEnding {
    let descriptor = pcap_get_selectable_fd(handle)
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var bytes: UnsafePointer<UInt8>?
    while !interrupt.isSet {
      switch pcap_next_ex(handle, &header, &bytes) {
      case 1:
        guard let header, let frame = CapturedFrame(header.pointee, bytes) else { continue }
        body(frame)
      case 0: _ = interrupt.waitForInput(descriptor, milliseconds: Self.patience)
      case PCAP_ERROR_BREAK: return .complete
      default: return .broken(String(cString: pcap_geterr(handle)))
      }
    }
    return .interrupted
  }

  private static func activate(_ handle: OpaquePointer, _ interface: String) throws(CaptureError) {
    pcap_set_snaplen(handle, snapshotLength)
    pcap_set_timeout(handle, patience)
    pcap_set_immediate_mode(handle, 1)
    pcap_set_buffer_size(handle, bufferSize)
    pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
    let status = pcap_activate(handle)
    guard status < 0 else {
      var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
      guard pcap_setnonblock(handle, 1, &message) == 0 else {
        throw CaptureError(.system, "interface \(interface): \(String(pcapMessage: message))")
      }
      return
    }
    throw activationError(status, String(cString: pcap_geterr(handle)), interface)
  }

  private static func activationError(_ status: CInt, _ message: String, _ interface: String) -> CaptureError {
    switch status {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      let names = interfaces
      let others = names.isEmpty ? "" : "; there are \(names.joined(separator: ", "))"
      return CaptureError(.noSuchInterface, "there is no interface \(interface)\(others)")
    case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED:
      return CaptureError(
        .noPermission,
        "this user may not capture on interface \(interface): on Linux it takes root or the capability CAP_NET_RAW "
          + "(sudo setcap cap_net_raw+ep \"$(command -v sealpost)\"), on macOS access to /dev/bpf*; "
          + "or record with a program that may, and give the file")
    case PCAP_ERROR_IFACE_NOT_UP: return CaptureError(.system, "interface \(interface) is not up")
    default:
      return CaptureError(
        .system,
        "interface \(interface) cannot be captured: "
          + (message.isEmpty ? String(cString: pcap_statustostr(status)) : message))
    }
  }

  /// The kernel sorts out what is not TCP. Not every link type has VLANs.
  private static func setFilter(_ handle: OpaquePointer, _ interface: String) throws(CaptureError) {
    for text in ["tcp or (vlan and tcp)", "tcp"] {
      var program = bpf_program()
      guard pcap_compile(handle, &program, text, 1, unknownNetmask) == 0 else { continue }
      let status = pcap_setfilter(handle, &program)
      pcap_freecode(&program)
      if status == 0 { return }
    }
    throw CaptureError(.system, "interface \(interface): \(String(cString: pcap_geterr(handle)))")
  }

  /// PCAP_NETMASK_UNKNOWN, a macro that Swift does not see.
  private static let unknownNetmask: UInt32 = 0xFFFF_FFFF

  /// The interfaces of this machine that can be captured, by their names.
  static var interfaces: [String] {
    var list: UnsafeMutablePointer<pcap_if_t>?
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard pcap_findalldevs(&list, &message) == 0 else { return [] }
    defer { pcap_freealldevs(list) }
    var names: [String] = []
    var next = list
    while let device = next {
      names.append(String(cString: device.pointee.name))
      next = device.pointee.next
    }
    return names
  }
}
