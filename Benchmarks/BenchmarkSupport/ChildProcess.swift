public import Foundation

/// A program in a process of its own, whose use of processor time and memory is told apart from that of all others.
public final class ChildProcess {
  public struct Usage: Sendable {
    /// The exit status, or 128 and the number of the signal.
    public let status: Int32
    /// From the start until the end.
    public let seconds: Double
    /// User and system time.
    public let processorSeconds: Double
    /// The most that was resident, in bytes.
    public let peakBytes: Int
  }

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
    /// What the program itself said.
    public let detail: String

    public init(_ description: String, detail: String = "") {
      self.description = description
      self.detail = detail
    }
  }

  public let identifier: pid_t
  private let name: String
  private let began = ContinuousClock.now
  private let output: URL
  private let errors: URL
  private var usage: Usage?

  /// Starts a program.
  /// - Parameters:
  ///   - arguments: the program, which is looked for in PATH unless it has a slash, and its arguments.
  ///   - environment: variables beside those of this process.
  ///   - directory: where files for its output are made.
  public init(_ arguments: [String], environment: [String: String] = [:], directory: URL) throws {
    name = arguments.first ?? ""
    let stem = directory.appending(path: "process-\(UUID().uuidString)").path
    output = URL(filePath: stem + ".out")
    errors = URL(filePath: stem + ".err")
    #if os(Linux)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this process ignores, a child would ignore too.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var argumentPointers = arguments.map { strdup($0) } + [nil]
    var variablePointers = variables.map { strdup($0) } + [nil]
    defer { for pointer in argumentPointers + variablePointers { free(pointer) } }
    var identifier: pid_t = 0
    let code = posix_spawnp(&identifier, name, &actions, &attributes, &argumentPointers, &variablePointers)
    guard code == 0 else { throw Failure("\(name) cannot be started: \(String(cString: strerror(code)))") }
    self.identifier = identifier
    LivingChildren.shared.insert(identifier)
  }

  /// What it has written to standard output so far.
  public var outputText: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

  /// What it has written to standard error so far.
  public var errorText: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  /// Waits until it ends; after so many seconds it is killed.
  public func wait(limit: Double) -> Usage {
    if let usage { return usage }
    let identifier = identifier
    let watchdog = DispatchWorkItem { kill(identifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: watchdog)
    var status: Int32 = 0
    var resources = rusage()
    while wait4(identifier, &status, 0, &resources) < 0, errno == EINTR {}
    watchdog.cancel()
    LivingChildren.shared.remove(identifier)
    let signal = status & 0x7F
    #if os(Linux)
      let unit = 1024
    #else
      let unit = 1
    #endif
    let usage = Usage(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, seconds: (ContinuousClock.now - began) / .seconds(1),
      processorSeconds: Self.seconds(resources.ru_utime) + Self.seconds(resources.ru_stime),
      peakBytes: Int(resources.ru_maxrss) * unit)
    self.usage = usage
    return usage
  }

  /// Ends it, and waits until it has.
  @discardableResult
  public func stop() -> Usage {
    if let usage { return usage }
    kill(identifier, SIGTERM)
    return wait(limit: 5)
  }

  /// The processor time of all its threads so far, those that have ended too, in seconds; nil where the system does not
  /// tell.
  public var processorSeconds: Double? {
    #if os(Linux)
      var clock = clockid_t()
      var time = timespec()
      guard clock_getcpuclockid(identifier, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    #else
      return nil
    #endif
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }

  /// Runs a program to its end and gives what it wrote to standard output.
  /// - Throws: ``Failure`` with what it wrote to standard error, where its status is not 0.
  @discardableResult
  public static func run(
    _ arguments: [String], environment: [String: String] = [:], directory: URL, limit: Double = 60
  ) throws -> (output: String, usage: Usage) {
    let process = try ChildProcess(arguments, environment: environment, directory: directory)
    let usage = process.wait(limit: limit)
    defer { process.removeFiles() }
    guard usage.status == 0 else {
      let cause = usage.seconds >= limit ? "killed after \(Int(limit)) s" : "status \(usage.status)"
      throw Failure("\(URL(filePath: process.name).lastPathComponent): \(cause)", detail: process.errorText)
    }
    return (process.outputText, usage)
  }

  private func removeFiles() {
    try? FileManager.default.removeItem(at: output)
    try? FileManager.default.removeItem(at: errors)
  }
}
