import Foundation

/// The processes that are to end with this one, also where a signal ends it.
final class LivingChildren: @unchecked Sendable {  // The lock guards the only state.
  static let shared = LivingChildren()

  private let lock = NSLock()
  private var identifiers: Set<pid_t> = []
  private var isEnding = false

  func insert(_ identifier: pid_t) {
    lock.withLock {
      identifiers.insert(identifier)
      // Whoever waited for one that was ended may begin the next.
      if isEnding { kill(identifier, SIGTERM) }
    }
  }

  func remove(_ identifier: pid_t) { lock.withLock { _ = identifiers.remove(identifier) } }

  func end() {
    lock.withLock {
      isEnding = true
      for identifier in identifiers { kill(identifier, SIGTERM) }
    }
  }
}

extension ChildProcess {
  /// Lets SIGINT and SIGTERM end all children first, then call `last`, then end this process.
  public static func endAllOnSignals(_ last: @escaping @Sendable () -> Void) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        LivingChildren.shared.end()
        // They still write for a moment.
        usleep(300_000)
        last()
        // The source is kept by what it calls.
        withExtendedLifetime(source) { exit(128 + number) }
      }
      source.resume()
    }
  }
}
