import NIOCore

@testable import SMTPCore

/// Takes the input for a message in pieces: a byte that decides how it is cut, then the bytes. Stuffed, and read by the
/// server's reader, it must come out with whole line ends and else unchanged, and end once.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: data, count: size)
  guard let step = input.first else { return 0 }
  let message = Array(input.dropFirst())
  let expected = normalized(message)

  var stuffer = DotStuffer()
  var wire = ByteBuffer()
  for start in stride(from: 0, to: message.count, by: Int(step % 16) + 1) {
    let piece = message[start..<min(start + Int(step % 16) + 1, message.count)]
    wire.writeImmutableBuffer(stuffer.stuff(ByteBuffer(bytes: piece)))
  }
  wire.writeImmutableBuffer(stuffer.finish())
  precondition(read(wire, every: wire.readableBytes) == expected, "another message comes out")
  precondition(read(wire, every: Int(step / 16) + 1) == expected, "the server's cut makes a difference")
  return 0
}

/// Every line ends with CRLF, the last one too.
private func normalized(_ message: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  var previous: UInt8?
  for byte in message {
    if byte == 10, previous == 13 {
      previous = byte
      continue
    }
    if byte == 10 || byte == 13 { result += [13, 10] } else { result.append(byte) }
    previous = byte
  }
  if let last = result.last, last != 10 { result += [13, 10] }
  return result
}

private func read(_ wire: ByteBuffer, every count: Int) -> [UInt8]? {
  var reader = ServerDataReader()
  var wire = wire
  var unread = ByteBuffer()
  var message: [UInt8] = []
  while var piece = wire.readSlice(length: min(count, wire.readableBytes)), piece.readableBytes > 0 {
    unread.writeBuffer(&piece)
    while let element = reader.next(from: &unread) {
      switch element {
      case .part(let part): message += part.readableBytesView
      case .end:
        let isSound = reader.violation == nil || reader.violation == .nul
        return isSound && wire.readableBytes == 0 && unread.readableBytes == 0 ? message : nil
      }
    }
  }
  return nil
}
