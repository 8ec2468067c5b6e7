import NIOCore
import TLSWire

@testable import MailDiagnosis

/// Takes the input for what two sides sent: pieces, each with two bytes before it, for the side and the length.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  var input = ByteBuffer(bytes: UnsafeRawBufferPointer(start: data, count: size))
  var analyzer = ConnectionAnalyzer(client: "192.0.2.1:50000", server: "192.0.2.2:587", began: nil)
  while let head = input.readInteger(as: UInt16.self) {
    let side: TLSEndpoint = head & 0x8000 == 0 ? .client : .server
    let length = Int(head & 0x0FFF)
    switch head & 0x7000 {
    case 0x7000: analyzer.lose(length, from: side)
    case 0x6000: analyzer.close(by: side, reset: head & 1 == 1)
    default:
      guard let piece = input.readSlice(length: min(length, input.readableBytes)) else { return 0 }
      analyzer.receive(piece, from: side)
    }
    _ = analyzer.takeEvents()
  }
  let connection = analyzer.connection(endedAt: nil)
  check(AnnotatedBytes.clientHello(connection.clientHelloRecords, label: "hello"))
  check(AnnotatedBytes.serverHello(connection.serverHelloRecords, label: "hello"))
  precondition(!Report(connections: [connection], title: "fuzzing").text.isEmpty)
  return 0
}

/// The marks must lie within the bytes, in their order, and apart.
private func check(_ bytes: AnnotatedBytes) {
  var end = 0
  for mark in bytes.marks {
    precondition(mark.range.lowerBound >= end && !mark.range.isEmpty && mark.range.upperBound <= bytes.bytes.count)
    end = mark.range.upperBound
  }
}
