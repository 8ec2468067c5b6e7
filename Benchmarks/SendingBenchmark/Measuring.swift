import Foundation

/// What a client says of itself.
struct Measured: Codable, Sendable {
  let sent: Int
  let seconds: Double
  /// User and system time, in seconds.
  let processor: Double
}

/// Measures this process from here on.
struct Measuring {
  private let began = ContinuousClock.now
  private let processor = Self.processorSeconds

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  func end(sent: Int) -> Measured {
    Measured(
      sent: sent, seconds: (ContinuousClock.now - began) / .seconds(1), processor: Self.processorSeconds - processor)
  }
}

enum ResidentMemory {
  /// What this process has resident, in bytes; 0 where the system does not tell.
  static var current: Int {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    return pages.flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * sysconf(Int32(_SC_PAGESIZE)) } ?? 0
  }
}
