import Foundation

/// A shell that runs as a child of this process, in its group.
final class ShellChild: @unchecked Sendable {
  // The lock guards both variables: that is what makes the type Sendable.
  private let lock = NSLock()
  /// Nil once the child was reaped, and its number may be another's.
  private var running: pid_t?
  private var status: Int32 = 0

  /// Starts `/bin/sh -c` with an empty standard input, `output` as its standard output, and this process's standard error.
  init(_ command: String, output: CommandPipe.End) throws(ShellCommand.NotStarted) {
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
      var actions: posix_spawn_file_actions_t?
      let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
      var attributes = posix_spawnattr_t()
      var actions = posix_spawn_file_actions_t()
      let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    #endif
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&actions)
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    // This process ignores some signals and blocks others on its threads; a child would inherit both.
    var none = sigset_t()
    var usual = sigset_t()
    sigemptyset(&none)
    sigemptyset(&usual)
    for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD] { sigaddset(&usual, number) }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.descriptor, STDOUT_FILENO)
    #if canImport(Darwin)
      posix_spawn_file_actions_addinherit_np(&actions, STDERR_FILENO)
    #else
      // Sockets are open here without the mark that would close them in a child; one that lingers would hold them open.
      for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
        guard let descriptor = CInt(name), descriptor > STDERR_FILENO else { continue }
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    #endif

    var arguments = ["/bin/sh", "-c", command].map { (text: String) in strdup(text) } + [nil]
    var environment = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in arguments + environment { free(pointer) } }
    var pid: pid_t = 0
    let code = CommandPipe.starting.withLock {
      posix_spawn(&pid, "/bin/sh", &actions, &attributes, &arguments, &environment)
    }
    guard code == 0 else { throw ShellCommand.NotStarted(code: code) }
    running = pid
  }

  /// How it ended; only after ``waitForEnd()``.
  var ending: ShellCommand.Ending {
    let status = lock.withLock { self.status }
    let signal = status & 0x7F
    return signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
  }

  /// Sends SIGTERM; does nothing when it has been reaped.
  func terminate() {
    lock.withLock { if let running { _ = kill(running, SIGTERM) } }
  }

  /// Blocks until it has ended, and reaps it.
  func waitForEnd() {
    guard let pid = lock.withLock({ running }) else { return }
    var information = siginfo_t()
    while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
    // Reaped under the lock, so that no signal can go to another process that gets the same number.
    lock.withLock {
      // A parent that ignores SIGCHLD has handed down that no end is ever told; such a command counts as failed.
      var status: Int32 = 0xFF << 8
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
      self.status = status
      running = nil
    }
  }
}
