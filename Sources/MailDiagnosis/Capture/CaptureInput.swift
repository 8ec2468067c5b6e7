import CPcap

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The bytes of a capture file, which can be cut off at any time: reading from a pipe could wait for ever.
final class CaptureInput {
  /// How much is asked of the system at once.
  private static let bufferSize = 1 << 18

  /// What the file begins with, by which it can be named where it is no capture.
  private(set) var firstBytes: [UInt8] = []
  /// How many bytes have been read.
  private(set) var bytesRead = 0
  /// Of a regular file, in bytes.
  let size: Int?
  /// `errno` of a read that failed.
  private(set) var failure: CInt?
  private let descriptor: CInt
  private let isOwned: Bool
  private let interrupt: CaptureInterrupt

  init(source: CaptureSource, interrupt: CaptureInterrupt) throws(CaptureError) {
    self.interrupt = interrupt
    switch source {
    case .file(let path):
      isOwned = true
      // A pipe of which nobody has opened the other end is waited for later, where the waiting can be cut off.
      descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard descriptor >= 0 else { throw Self.openingError(errno, path) }
    case .standardInput, .interface:
      isOwned = false
      descriptor = STDIN_FILENO
    }
    size = Self.size(of: descriptor)
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// The size of a file that ends; a pipe and a device have none.
  private static func size(of descriptor: CInt) -> Int? {
    let position = lseek(descriptor, 0, SEEK_CUR)
    let end = lseek(descriptor, 0, SEEK_END)
    guard position >= 0, end > 0, lseek(descriptor, position, SEEK_SET) == position else { return nil }
    return Int(end)
  }

  private static func openingError(_ code: CInt, _ path: String) -> CaptureError {
    switch code {
    case ENOENT, ENOTDIR: CaptureError(.notFound, "\(path): no such file")
    default: CaptureError(.unreadable, "\(path) cannot be read: \(String(cString: strerror(code)))")
    }
  }

  /// A stream of C's library on these bytes. It must be closed before this object goes.
  func makeStream() -> UnsafeMutablePointer<FILE>? {
    let cookie = Unmanaged.passUnretained(self).toOpaque()
    #if canImport(Darwin)
      let stream = funopen(
        cookie,
        { cookie, bytes, count in
          guard let cookie, let bytes else { return -1 }
          return CInt(CaptureInput.of(cookie).read(into: bytes, count: Int(count)))
        }, nil, nil, nil)
    #else
      var functions = sealpost_cookie_functions()
      functions.read = { cookie, bytes, count in
        guard let cookie, let bytes else { return -1 }
        return CaptureInput.of(cookie).read(into: bytes, count: Int(count))
      }
      let stream = sealpost_fopencookie(cookie, "r", functions)
    #endif
    if let stream { setvbuf(stream, nil, _IOFBF, Self.bufferSize) }
    return stream
  }

  private static func of(_ cookie: UnsafeMutableRawPointer) -> CaptureInput {
    Unmanaged<CaptureInput>.fromOpaque(cookie).takeUnretainedValue()
  }

  /// As `read` of POSIX; 0 also where the reading was cut off.
  private func read(into bytes: UnsafeMutablePointer<CChar>, count: Int) -> Int {
    while true {
      guard size != nil || interrupt.waitForInput(descriptor), !interrupt.isSet else { return 0 }
      #if canImport(Darwin)
        let result = Darwin.read(descriptor, bytes, count)
      #elseif canImport(Musl)
        let result = Musl.read(descriptor, bytes, count)
      #else
        let result = Glibc.read(descriptor, bytes, count)
      #endif
      if result < 0, errno == EINTR || errno == EAGAIN { continue }
      if result < 0 { failure = errno }
      if result > 0 {
        bytesRead += result
        if firstBytes.count < 64 {
          firstBytes += UnsafeRawBufferPointer(start: bytes, count: min(result, 64 - firstBytes.count))
        }
      }
      return result
    }
  }
}
