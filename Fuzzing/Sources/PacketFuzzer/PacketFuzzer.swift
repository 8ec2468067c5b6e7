@testable import MailDiagnosis

/// Takes the input for a capture: a byte for the link layer, then frames, each with its length before it.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: data, count: size)
  guard let first = input.first else { return 0 }
  let layers = Array(LinkLayer.allCases)
  var analysis = CaptureAnalysis(linkLayer: layers[Int(first) % layers.count], ports: Capture.mailPorts)
  var rest = input.dropFirst()
  var time: Int64 = 0
  while rest.count >= 3 {
    // How much was captured, and how much more there was on the wire.
    let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
    let missing = Int(rest[rest.startIndex + 2])
    rest = rest.dropFirst(3)
    let frame = UnsafeRawBufferPointer(rebasing: rest.prefix(length))
    rest = rest.dropFirst(length)
    time &+= Int64(missing) &* 100_000_000
    analysis.accept(
      CapturedFrame(
        bytes: PacketBytes(frame), length: frame.count + missing, time: PacketTime(nanoseconds: time)))
  }
  let record = analysis.finish()
  precondition(record.connections.allSatisfy { !$0.client.isEmpty && !$0.server.isEmpty })
  return 0
}
