import Foundation

/// A pipe of which no other program inherits an end.
struct CommandPipe: Sendable {
  /// One end, which is closed by hand: it outlives the scope in which it was made.
  struct End: Sendable {
    let descriptor: Int32
  }

  /// Held while a pipe is made and while a program is started, so that none gets a pipe before it is marked.
  static let starting = NSLock()

  let readEnd: End
  let writeEnd: End

  init() throws(ShellCommand.NotStarted) {
    var ends: [Int32] = [-1, -1]
    let error = Self.starting.withLock { () -> Int32 in
      guard pipe(&ends) == 0 else { return errno }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return 0
    }
    guard error == 0 else { throw ShellCommand.NotStarted(code: error) }
    readEnd = End(descriptor: ends[0])
    writeEnd = End(descriptor: ends[1])
  }

  func release() {
    readEnd.release()
    writeEnd.release()
  }
}

extension CommandPipe.End {
  func release() {
    _ = close(descriptor)
  }

  /// What is written until the last writer closes its end, `count` bytes have come, or the end of `owner` is closed: a
  /// writer that was left behind in the background is not waited for.
  func takeBytes(upTo count: Int, until owner: CommandPipe.End) -> [UInt8] {
    var bytes: [UInt8] = []
    var isDraining = false
    while bytes.count < count {
      if !isDraining {
        var waits = [
          pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
          pollfd(fd: owner.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&waits, nfds_t(waits.count), -1) > 0 else {
          if errno == EINTR { continue }
          return bytes
        }
        if waits[1].revents != 0 {
          isDraining = true
          _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
      }
      guard let chunk = readChunk(upTo: count - bytes.count) else { return bytes }
      bytes += chunk
    }
    return bytes
  }

  /// Waits until the last writer has closed its end.
  func waitForEnd() {
    while readChunk(upTo: 1) != nil {}
  }

  /// Nil at the end, and where nothing is there and the descriptor does not wait.
  private func readChunk(upTo count: Int) -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: min(count, 4096))
    while true {
      let got = read(descriptor, &chunk, chunk.count)
      if got > 0 { return Array(chunk.prefix(got)) }
      guard got < 0, errno == EINTR else { return nil }
    }
  }
}
