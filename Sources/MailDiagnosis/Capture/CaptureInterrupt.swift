import NIOConcurrencyHelpers

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Ends the reading of a capture, from any thread, and wakes up a reader that waits for input.
final class CaptureInterrupt: Sendable {
  private let state: NIOLockedValueBox<Bool>
  /// A pipe into which a byte is written, and which is never read.
  private let wakeUp: (reading: CInt, writing: CInt)

  init() throws(CaptureError) {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw CaptureError(.system, "there are no file descriptors left") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeUp = (ends[0], ends[1])
    state = NIOLockedValueBox(false)
  }

  deinit {
    close(wakeUp.reading)
    close(wakeUp.writing)
  }

  var isSet: Bool { state.withLockedValue { $0 } }

  func set() {
    state.withLockedValue { isSet in
      guard !isSet else { return }
      isSet = true
      _ = write(wakeUp.writing, [0], 1)
    }
  }

  /// Waits until a descriptor can be read; `false` where the reading is to end.
  /// - Parameter milliseconds: how long to wait at most; -1 without an end.
  func waitForInput(_ descriptor: CInt, milliseconds: CInt = -1) -> Bool {
    var waits = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeUp.reading, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&waits, nfds_t(waits.count), milliseconds) < 0, errno == EINTR {}
    return waits[1].revents == 0
  }
}
