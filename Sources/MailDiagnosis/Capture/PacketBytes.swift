/// The bytes of a packet, borrowed from whoever read it, which can be read within their bounds only.
///
/// It must not outlive the closure that it was given to.
struct PacketBytes {
  private let buffer: UnsafeRawBufferPointer

  init(_ buffer: UnsafeRawBufferPointer) {
    self.buffer = buffer
  }

  var count: Int { buffer.count }
  var isEmpty: Bool { buffer.isEmpty }

  func byte(at offset: Int) -> UInt8? {
    offset >= 0 && offset < buffer.count ? buffer[offset] : nil
  }

  /// An integer in network byte order.
  func integer<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type = Value.self) -> Value? {
    guard offset >= 0, offset <= buffer.count - MemoryLayout<Value>.size else { return nil }
    return Value(bigEndian: buffer.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// What follows that many bytes; empty where there are fewer.
  func dropFirst(_ count: Int) -> PacketBytes {
    PacketBytes(UnsafeRawBufferPointer(rebasing: buffer.dropFirst(max(0, count))))
  }

  /// That many bytes, or as many as there are.
  func prefix(_ count: Int) -> PacketBytes {
    PacketBytes(UnsafeRawBufferPointer(rebasing: buffer.prefix(max(0, count))))
  }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(buffer)
  }
}
