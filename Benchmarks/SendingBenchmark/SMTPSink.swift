import BenchmarkSupport
import Foundation

/// Postfix's smtp-sink, started anew for each measurement, so that it counts that one's messages.
struct SMTPSink {
  let process: ChildProcess
  private let port: Int
  private let expected: Int

  /// - Parameter expected: how many messages will come. It ends itself with the one after these.
  init(port: Int, expecting expected: Int, directory: URL) throws {
    self.port = port
    self.expected = expected
    // It refuses to run as root.
    let user = getuid() == 0 ? ["-u", "nobody"] : []
    process = try ChildProcess(
      ["smtp-sink"] + user + ["-m", "2000", "-M", "\(expected + 1)", "127.0.0.1:\(port)", "2048"],
      directory: directory)
    try LoopbackServer.waitForListener(on: port, of: process)
  }

  /// Checks that it has received all messages and no more, by one that must make it end; tells its processor time.
  func verify() throws -> Double {
    do {
      try deliverOne()
    } catch {
      process.stop()
      throw ChildProcess.Failure("smtp-sink received more than the \(expected) messages that were sent: \(error)")
    }
    let usage = process.wait(limit: 2)
    guard usage.status == 0 else {
      throw ChildProcess.Failure("smtp-sink received fewer than the \(expected) messages that were sent")
    }
    return usage.processorSeconds
  }

  private func deliverOne() throws {
    let socket = try Socket.connect(to: port)
    defer { socket.close() }
    try readLine(socket)
    for line in ["HELO localhost", "MAIL FROM:<>", "RCPT TO:<recipient@example.test>", "DATA"] {
      try socket.send(Array("\(line)\r\n".utf8))
      try readLine(socket)
    }
    try socket.send(Array("\r\n.\r\n".utf8))
  }

  private func readLine(_ socket: Socket) throws {
    while try socket.receive(1) != [0x0A] {}
  }
}
