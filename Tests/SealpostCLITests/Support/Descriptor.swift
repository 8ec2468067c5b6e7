import Foundation

/// Descriptors that are read as their text comes. Waiting for it ends with the task.
enum Descriptor {
  struct Unusable: Error {
    let code: Int32
  }

  /// The pieces in which text comes, until every writer has closed the other end. The descriptor is closed after that.
  static func pieces(of descriptor: Int32) -> AsyncStream<String> {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    let (pieces, continuation) = AsyncStream.makeStream(of: String.self)
    // A dispatch source may be used and cancelled on any thread, which its type does not say.
    nonisolated(unsafe) let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setEventHandler {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &bytes, bytes.count)
      if count > 0 {
        continuation.yield(String(decoding: bytes.prefix(count), as: UTF8.self))
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        continuation.finish()
      }
    }
    source.setCancelHandler { close(descriptor) }
    continuation.onTermination = { _ in source.cancel() }
    source.resume()
    return pieces
  }

  /// A new FIFO, and what is written to it.
  static func fifo(in files: TemporaryFiles) throws -> (path: String, pieces: AsyncStream<String>) {
    let path = files.path("fifo")
    guard mkfifo(path, 0o600) == 0 else { throw Unusable(code: errno) }
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unusable(code: errno) }
    return (path, pieces(of: descriptor))
  }
}
