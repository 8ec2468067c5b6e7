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

  /// What tells whether a file is still the one that was looked at, and as it was then.
  struct Identity: Sendable, Hashable {
    /// In bytes.
    let size: Int
    private let device: Int
    private let number: Int
    private let modified: [Int]

    fileprivate init(_ status: stat) {
      size = Int(status.st_size)
      device = Int(status.st_dev)
      number = Int(truncatingIfNeeded: status.st_ino)
      #if canImport(Darwin)
        let time = status.st_mtimespec
      #else
        let time = status.st_mtim
      #endif
      modified = [Int(time.tv_sec), Int(time.tv_nsec)]
    }
  }

  /// What it was when it was opened.
  let identity: Identity

  /// The size in bytes when it was opened.
  var size: Int { identity.size }

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
      identity = try Self.identity(of: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// What it is now.
  func currentIdentity() throws(Failure) -> Identity { try Self.identity(of: descriptor) }

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

  private static func identity(of descriptor: Int32) throws(Failure) -> Identity {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(text(of: errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return Identity(status)
    case S_IFDIR: throw .unreadable("it is a directory")
    default: throw .unreadable("it is not a regular file")
    }
  }

  private static func text(of code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }
}
