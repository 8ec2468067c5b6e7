import Foundation
import NIOCore

/// A program started by a test, and ended with it.
///
/// A small shell stands between the test and the program. It holds the read end of a pipe that only the test process
/// can write to, so that the program is also told to end when the test process crashes or is interrupted.
final class LocalProcess: Sendable {
  struct Result: Sendable {
    let exitCode: Int32
    let output: LineLog
    let errors: LineLog
  }

  struct Failure: Error, CustomStringConvertible {
    let command: String
    let exitCode: Int32
    let errors: String
    var description: String { "\(command) exited with \(exitCode):\n\(errors)" }
  }

  let command: String
  private let shell: ChildProcess

  var output: LineLog { shell.output }
  var errors: LineLog { shell.errors }

  /// How long a program may take to end after SIGTERM before it is killed.
  private static let grace = TimeAmount.seconds(10)

  /// A signal can come before the program has been started; it is passed on when that has happened. The watcher has
  /// SIGTERM caught for a moment after its fork, therefore the SIGKILL.
  private static let supervisor = """
    child=
    asked=
    pass() {
      asked=$1
      [ -z "$child" ] || kill -s "$1" "$child"
    }
    trap 'pass TERM' TERM
    trap 'pass KILL' USR1
    exec 3<&0
    "$@" </dev/null 3<&- &
    child=$!
    [ -z "$asked" ] || kill -s "$asked" "$child"
    { read -r _; kill -s TERM "$child"; } <&3 >/dev/null 2>&1 &
    watcher=$!
    exec 3<&- </dev/null
    while :; do
      wait "$child"
      status=$?
      kill -0 "$child" 2>/dev/null || break
    done
    kill -s KILL "$watcher"
    exit "$status"
    """

  private init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
    command = ([program] + arguments).joined(separator: " ")
    let own = ["LC_ALL": "C", "PATH": Tool.searchPath.joined(separator: ":")]
    shell = try ChildProcess(
      path: "/bin/sh",
      arguments: ["-c", Self.supervisor, "sh", try Tool.require(program)] + arguments,
      environment: ProcessInfo.processInfo.environment.merging(own) { $1 }.merging(environment) { $1 })
  }

  /// Runs a program to its end and returns what it wrote.
  ///
  /// Its standard input is empty. Throws ``Failure`` where the exit code is not among `accepting`; `nil` accepts all.
  @discardableResult
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], accepting: Set<Int32>? = [0]
  ) async throws -> Result {
    try await with(program, arguments, environment: environment) { process in
      // Both ends come with that of the program, and unlike a future they end with the task.
      try await process.output.waitForEnd()
      try await process.errors.waitForEnd()
      let code = try await process.shell.exit.get()
      if let accepting, !accepting.contains(code) {
        throw Failure(command: process.command, exitCode: code, errors: process.errors.text)
      }
      return Result(exitCode: code, output: process.output, errors: process.errors)
    }
  }

  /// Starts a program, runs `body` beside it, and ends the program whatever becomes of `body`.
  static func with<Value>(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    isolation: isolated (any Actor)? = #isolation,
    _ body: (LocalProcess) async throws -> Value
  ) async throws -> Value {
    let process = try LocalProcess(program, arguments, environment: environment)
    do {
      let value = try await body(process)
      await process.stop()
      return value
    } catch {
      await process.stop()
      throw error
    }
  }

  /// Sends SIGTERM and waits until the program has been reaped. Does nothing when it has ended already.
  func stop() async {
    shell.signal(SIGTERM)
    let kill = shell.exit.eventLoop.scheduleTask(in: Self.grace) { [shell] in shell.signal(SIGUSR1) }
    _ = try? await shell.exit.get()
    kill.cancel()
    shell.closeInput()
  }
}
