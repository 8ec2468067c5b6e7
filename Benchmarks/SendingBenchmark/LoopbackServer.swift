import BenchmarkSupport
import Foundation

enum LoopbackServer {
  /// A port that the kernel picked, and that nobody listens on now.
  static func freePort() throws -> Int {
    let (socket, port) = try Socket.listen()
    socket.close()
    return port
  }

  /// Returns when a connection is taken. The servers here cannot say when they are ready.
  static func waitForListener(on port: Int, of process: ChildProcess) throws {
    for _ in 0..<2000 {
      if let socket = try? Socket.connect(to: port) {
        socket.close()
        return
      }
      usleep(5000)
    }
    throw ChildProcess.Failure("nothing listens on \(port): \(process.errorText.suffix(300))")
  }
}
