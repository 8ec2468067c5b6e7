import BenchmarkSupport
import Foundation

/// The servers of one run, and the messages.
final class Stage {
  let directory: URL
  let certificates: Certificates
  let terminator: Terminator
  let postfix: PostfixSink?
  /// Why there is no Postfix.
  let postfixFailure: String?
  private let sinkPort: Int
  private let messages: [Cell.Size: String]

  init(directory: URL, terminator program: Terminator.Program, needsPostfix: Bool) throws {
    self.directory = directory
    certificates = try Certificates(in: directory)
    sinkPort = try LoopbackServer.freePort()
    terminator = try Terminator(program, to: sinkPort, certificates: certificates, directory: directory)
    var messages: [Cell.Size: String] = [:]
    for size in Cell.Size.allCases { messages[size] = try MessageFile.write(size, in: directory) }
    self.messages = messages
    do {
      postfix = needsPostfix ? try PostfixSink(certificates: certificates, directory: directory) : nil
      postfixFailure = nil
    } catch {
      postfix = nil
      postfixFailure = "\(error)"
    }
  }

  func stop() {
    postfix?.stop()
    terminator.process.stop()
  }

  /// Lets a client send into a cell's sink, and checks that all has arrived there.
  func measure(_ client: Client, _ cell: Cell, count: Int, limit: Double) throws -> (Measured, Sample) {
    let job = Job(
      port: port(cell.sink), security: cell.sink.security, authority: certificates.authority,
      message: messages[cell.size] ?? "", count: count, connections: cell.connections,
      reusesConnections: cell.reusesConnections)
    let (measured, sinkSeconds, terminatorSeconds) = try serve(cell.sink, expecting: count) {
      try client.run(job, directory: directory, limit: limit)
    }
    let sample = Sample(
      messagesPerSecond: Double(count) / measured.seconds,
      microsecondsPerMessage: measured.processor * 1e6 / Double(count),
      sinkLoad: sinkSeconds.map { $0 / measured.seconds },
      terminatorLoad: cell.sink == .terminated ? terminatorSeconds.map { $0 / measured.seconds } : nil)
    return (measured, sample)
  }

  func port(_ sink: Cell.Sink) -> Int {
    switch sink {
    case .plain: sinkPort
    case .terminated: terminator.port
    case .postfix: postfix?.port ?? 0
    }
  }

  /// Runs `body` beside a sink that expects so many messages; tells what the sink and the terminator used.
  func serve<Value>(
    _ sink: Cell.Sink, expecting count: Int, _ body: () throws -> Value
  ) throws -> (Value, sinkSeconds: Double?, terminatorSeconds: Double?) {
    if sink == .postfix {
      guard let postfix else { throw ChildProcess.Failure("no Postfix: \(postfixFailure ?? "")") }
      postfix.begin()
      let value = try body()
      try postfix.verify(count)
      return (value, nil, nil)
    }
    let smtpSink = try SMTPSink(port: sinkPort, expecting: count, directory: directory)
    let before = terminator.process.processorSeconds
    do {
      let value = try body()
      let after = terminator.process.processorSeconds
      let sinkSeconds = try smtpSink.verify()
      return (value, sinkSeconds, before.flatMap { start in after.map { $0 - start } })
    } catch {
      smtpSink.process.stop()
      throw error
    }
  }
}
