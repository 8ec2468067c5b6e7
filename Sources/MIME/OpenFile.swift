#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A regular file that is open for reading and closed with the last copy of its reference.
///
/// Reads name their own offset, so that copies of a stream do not move each other.
final class OpenFile: Sendable {
  enum Failure: Error {
    case notFound
    /// Why, in the system's words or ours.
    case unreadable(String)
  }

  /// The size in bytes when it was opened.
  let size: Int

  private let descriptor: Int32

  init(path: String) throws(Failure) {
    guard !path.utf8.contains(0) else { throw .unreadable("its path has a NUL") }
    // Not blocking: opening a FIFO would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      throw code == ENOENT || code == ENOTDIR ? .notFound : .unreadable(Self.text(of: code))
    }
    do throws(Failure) {
      size = try Self.size(of: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// The size in bytes now.
  func currentSize() throws(Failure) -> Int { try Self.size(of: descriptor) }

  /// Up to `count` bytes from `offset`; fewer only at the end of the file.
  func read(at offset: Int, count: Int) throws(Failure) -> [UInt8] {
    var failure: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let result = pread(descriptor, room.baseAddress, room.count, off_t(offset + filled))
        if result > 0 {
          filled += result
        } else if result == 0 {
          return
        } else if errno != EINTR {
          failure = .unreadable(Self.text(of: errno))
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }

  private static func size(of descriptor: Int32) throws(Failure) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(text(of: errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return Int(status.st_size)
    case S_IFDIR: throw .unreadable("it is a directory")
    default: throw .unreadable("it is not a regular file")
    }
  }

  private static func text(of code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }
}
