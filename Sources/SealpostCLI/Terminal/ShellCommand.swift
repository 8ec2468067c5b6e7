import Foundation

/// A command for the shell, of which the standard output is read.
///
/// It shares the process group, the terminal and the standard error of this program: it can ask a person for something,
/// show why it failed, and be ended by Ctrl-C. Foundation's `Process` puts its children into groups of their own, where a
/// question on the terminal stops them for ever.
struct ShellCommand: Sendable {
  /// How a command ended.
  enum Ending: Sendable, Hashable {
    case exit(Int32)
    case signal(Int32)
    /// It wrote more than ``outputLimit`` and was told to end.
    case tooLong
  }

  struct Result: Sendable {
    /// What it wrote until its end. What it left running in the background is not waited for.
    let output: [UInt8]
    let ending: Ending
  }

  struct NotStarted: Error {
    /// A number of `errno`.
    let code: Int32
  }

  /// The most bytes that a command may write.
  static let outputLimit = 65_536

  private let text: String

  init(_ text: String) {
    self.text = text
  }

  /// Runs the command to its end. Its standard input is empty.
  /// - Throws: ``NotStarted``, or `CancellationError` when the task is cancelled; the command has got a SIGTERM then.
  func run() async throws -> Result {
    try Task.checkCancellation()
    let (child, output, ended) = try start()
    let (results, continuation) = AsyncStream.makeStream(of: Result.self)
    // Both wait, for as long as a person takes to answer: on threads of their own, which nobody else needs.
    Thread.detachNewThread {
      child.waitForEnd()
      ended.writeEnd.release()
    }
    Thread.detachNewThread {
      let bytes = output.readEnd.takeBytes(upTo: Self.outputLimit + 1, until: ended.readEnd)
      output.readEnd.release()
      if bytes.count > Self.outputLimit {
        child.terminate()
        continuation.yield(Result(output: [], ending: .tooLong))
      } else {
        ended.readEnd.waitForEnd()
        continuation.yield(Result(output: bytes, ending: child.ending))
      }
      continuation.finish()
      ended.readEnd.waitForEnd()
      ended.readEnd.release()
    }
    for await result in results { return result }
    child.terminate()
    throw CancellationError()
  }

  private func start() throws(NotStarted) -> (child: ShellChild, output: CommandPipe, ended: CommandPipe) {
    let output = try CommandPipe()
    do throws(NotStarted) {
      let ended = try CommandPipe()
      do throws(NotStarted) {
        let child = try ShellChild(text, output: output.writeEnd)
        output.writeEnd.release()
        return (child, output, ended)
      } catch {
        ended.release()
        throw error
      }
    } catch {
      output.release()
      throw error
    }
  }
}
