import NIOCore

/// A buffer that all connections of an event loop read into, one after the other.
///
/// What is read is written on at once, as a rule, and then the buffer is free again. With buffers of its own for each
/// connection, as NIO has them, a thousand connections that had ever carried an attachment held 600 MiB.
struct ReadBuffer: Sendable {
  /// How many bytes are read at once. More makes nothing faster, and so much is held for each connection whose reader is
  /// stuck.
  static let size = 64 * 1024

  private let spare: NIOLoopBoundBox<ByteBuffer?>

  init(of eventLoop: any EventLoop) {
    spare = NIOLoopBoundBox(nil, eventLoop: eventLoop)
  }

  /// The buffer, or a new one where it is in use. It belongs to the caller.
  func take(_ allocator: ByteBufferAllocator) -> ByteBuffer {
    guard var buffer = spare.value else { return allocator.buffer(capacity: Self.size) }
    spare.value = nil
    buffer.clear()
    return buffer
  }

  /// Gives it back. It must have no other owner, or it will be copied.
  func give(_ buffer: ByteBuffer) {
    guard buffer.storageCapacity >= Self.size else { return }
    spare.value = buffer
  }
}

/// Reads into the buffer of the event loop.
struct SharedReadAllocator: RecvByteBufferAllocator {
  /// A channel keeps its first buffer, so that is a small one.
  private static let firstSize = 512
  private let shared: ReadBuffer
  private var hasRead = false

  init(_ shared: ReadBuffer) {
    self.shared = shared
  }

  /// Without a size NIO does not look for a buffer of the channel's own.
  func nextBufferSize() -> Int? { nil }

  func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
    hasRead ? shared.take(allocator) : allocator.buffer(capacity: Self.firstSize)
  }

  /// - Returns: true, for which NIO asks for a buffer again.
  mutating func record(actualReadBytes: Int) -> Bool {
    hasRead = true
    return true
  }
}
