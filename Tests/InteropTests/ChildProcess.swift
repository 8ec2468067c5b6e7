import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A child of this process, with pipes to its three standard streams, read and reaped by a thread of its own.
///
/// Foundation's `Process` serves badly here: on Linux its children inherit the signal mask of the thread that starts
/// them, which blocks SIGTERM and SIGCHLD on the threads that run Swift's tasks, and with several started at once it
/// missed exits.
final class ChildProcess: Sendable {
  let output = LineLog()
  let errors = LineLog()
  /// The exit code, or 128 and the number of the signal that ended it.
  let exit: EventLoopFuture<Int32>

  /// Keeps a new pipe from being inherited before it is marked as closed on exec.
  private static let forking = NIOLock()

  private let running: NIOLockedValueBox<pid_t?>
  private let input: NIOLockedValueBox<CInt?>

  /// Starts the program at `path`. Its standard input stays open until ``closeInput()`` or the end of this process.
  init(path: String, arguments: [String], environment: [String: String]) throws {
    var (input, output, errors, life) = try Self.forking.withLock {
      (try Pipe(), try Pipe(), try Pipe(), try Pipe())
    }
    defer {
      life.close()
      input.close()
      output.close()
      errors.close()
    }
    let pid = try Self.spawn(
      path, [path] + arguments, environment.map { "\($0.key)=\($0.value)" },
      streams: [input.readEnd, output.writeEnd, errors.writeEnd])
    let running = NIOLockedValueBox<pid_t?>(pid)
    let promise = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Int32.self)
    self.running = running
    self.input = NIOLockedValueBox(input.takeWriteEnd())
    exit = promise.futureResult
    let logs = [(output.takeReadEnd(), self.output), (errors.takeReadEnd(), self.errors)]
    let ended = (read: life.takeReadEnd(), write: life.takeWriteEnd())
    Thread.detachNewThread {
      let reading = DispatchGroup()
      for (descriptor, log) in logs {
        reading.enter()
        Thread.detachNewThread {
          Self.read(descriptor, until: ended.read, into: log)
          reading.leave()
        }
      }
      var information = siginfo_t()
      while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
      // Reaped under the lock, so that no signal can go to another process that gets the same number.
      let status = running.withLockedValue { running in
        var status: CInt = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        running = nil
        return status
      }
      _ = close(ended.write)
      // What it wrote has been read when its end is told.
      reading.wait()
      _ = close(ended.read)
      let signal = status & 0x7F
      promise.succeed(signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
    }
  }

  deinit {
    closeInput()
  }

  /// Does nothing when the program has been reaped.
  func signal(_ signal: CInt) {
    running.withLockedValue { pid in
      if let pid { _ = kill(pid, signal) }
    }
  }

  func closeInput() {
    input.withLockedValue { descriptor in
      if let open = descriptor { _ = close(open) }
      descriptor = nil
    }
  }

  /// Reads to the end, or until the program has ended: what it left running may hold its output open for ever.
  private static func read(_ descriptor: CInt, until ended: CInt, into log: LineLog) {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    var isDraining = false
    while true {
      var waits = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
      ]
      if !isDraining, poll(&waits, nfds_t(waits.count), -1) > 0, waits[1].revents != 0 {
        isDraining = true
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
      }
      let count = Foundation.read(descriptor, &bytes, bytes.count)
      if count > 0 {
        log.append(Data(bytes.prefix(count)))
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    _ = close(descriptor)
    log.end()
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ environment: [String], streams: [CInt]
  ) throws -> pid_t {
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
      var actions: posix_spawn_file_actions_t?
      let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
      var attributes = posix_spawnattr_t()
      var actions = posix_spawn_file_actions_t()
      let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    #endif
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&actions)
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    var none = sigset_t()
    var usual = sigset_t()
    sigemptyset(&none)
    sigemptyset(&usual)
    for signal in [SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD, SIGHUP, SIGUSR1] { sigaddset(&usual, signal) }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    for (number, descriptor) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, CInt(number))
    }
    #if !canImport(Darwin)
      // The sockets of other tests are open in this process, without the mark that would close them in a child.
      for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
        guard let descriptor = CInt(name), descriptor >= CInt(streams.count) else { continue }
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    #endif

    var argumentPointers = arguments.map { strdup($0) } + [nil]
    var environmentPointers = environment.map { strdup($0) } + [nil]
    defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
    var pid: pid_t = 0
    let error = forking.withLock {
      posix_spawn(&pid, path, &actions, &attributes, &argumentPointers, &environmentPointers)
    }
    guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
    return pid
  }

  /// Both ends are closed on exec, so that no other child holds one open; made under ``forking``.
  private struct Pipe {
    private var ends: [CInt?]

    init() throws {
      var descriptors: [CInt] = [-1, -1]
      guard pipe(&descriptors) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EMFILE) }
      for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      ends = descriptors
    }

    var readEnd: CInt { ends[0] ?? -1 }
    var writeEnd: CInt { ends[1] ?? -1 }

    mutating func takeReadEnd() -> CInt { take(0) }
    mutating func takeWriteEnd() -> CInt { take(1) }

    mutating func close() {
      for end in ends {
        if let end { _ = Foundation.close(end) }
      }
      ends = [nil, nil]
    }

    private mutating func take(_ index: Int) -> CInt {
      defer { ends[index] = nil }
      return ends[index] ?? -1
    }
  }
}
