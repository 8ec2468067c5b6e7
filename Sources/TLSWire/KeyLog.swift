package import NIOCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that gets the secrets of TLS connections, one a line, as Wireshark and others read them.
package final class KeyLog: Sendable {
  /// Why the file cannot be used, in words that follow its name.
  package struct Problem: Error {
    package let description: String
  }

  package let path: String
  private let descriptor: CInt

  /// Opens the file for appending, and makes it, for its owner alone, where there is none.
  /// - Throws: ``Problem`` where it cannot be written, is no regular file, is a link, or can be read or written by anybody but
  ///   its owner.
  package init(path: String) throws(Problem) {
    func fail(_ problem: String) -> Problem { Problem(description: problem) }
    guard !path.isEmpty, !path.utf8.contains(0) else { throw fail("has no usable path") }
    // Without O_NONBLOCK a pipe would wait for its reader, and links lead where somebody else may read.
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let descriptor = open(path, flags, mode_t(0o600))
    guard descriptor >= 0 else {
      throw fail(errno == ELOOP ? "is a link" : "cannot be written: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    let problem: String? =
      if fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG {
        "is no regular file"
      } else if status.st_mode & 0o077 != 0 {
        "is open to others than its owner: set its mode to 600"
      } else {
        nil
      }
    if let problem {
      _ = close(descriptor)
      throw fail(problem)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    _ = close(descriptor)
  }

  /// Adds a line with one write at the end of the file, so that lines of several connections, and processes, stay whole. A
  /// disk that is full costs the line, not the connection.
  package func append(_ line: ByteBuffer) {
    var bytes = Array(line.readableBytesView)
    if bytes.last != 0x0A { bytes.append(0x0A) }
    while write(descriptor, bytes, bytes.count) < 0 && errno == EINTR {}
  }
}
