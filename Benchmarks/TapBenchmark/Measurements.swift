import BenchmarkSupport
import Foundation

/// What is measured, through one proxy.
struct Measurements {
  let script: HandshakeScript

  private func connect(to proxy: Proxy, _ task: BenchmarkServer.Task) throws -> Socket {
    let socket = try Socket.connect(to: proxy.port)
    try script.play(on: socket, asClient: true)
    try socket.send([task.rawValue])
    return socket
  }

  /// Round trips of 64 bytes, in nanoseconds each.
  func roundTrips(through proxy: Proxy, count: Int) throws -> [UInt64] {
    let socket = try connect(to: proxy, .echo)
    defer { socket.close() }
    let message = [UInt8](repeating: 0x17, count: 64)
    var answer = message
    var times: [UInt64] = []
    times.reserveCapacity(count)
    for index in 0..<(count + count / 10) {
      let start = DispatchTime.now().uptimeNanoseconds
      try socket.send(message)
      try answer.withUnsafeMutableBytes { try socket.receiveAll(into: $0) }
      let end = DispatchTime.now().uptimeNanoseconds
      // The first tenth warms up.
      if index >= count / 10 { times.append(end - start) }
    }
    return times
  }

  /// Bytes a second from the client to the server.
  func throughput(through proxy: Proxy, bytes: Int) throws -> Double {
    let socket = try connect(to: proxy, .sink)
    defer { socket.close() }
    let block = [UInt8](repeating: 0x17, count: 1 << 20)
    let start = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<(bytes / block.count) { try socket.send(block) }
    socket.closeOutput()
    let total = try socket.receive(8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    let end = DispatchTime.now().uptimeNanoseconds
    guard total == bytes / block.count * block.count else { throw Socket.Failure(call: "bytes were lost") }
    return Double(total) * 1e9 / Double(end - start)
  }

  /// The resident memory of a proxy with so many connections open, and after each of them has carried so many bytes.
  func memory(of proxy: Proxy, connections: Int, bytes: Int) throws -> (idle: Int, used: Int) {
    let sockets = try (0..<connections).map { _ in try connect(to: proxy, .echo) }
    defer { for socket in sockets { socket.close() } }
    let idle = proxy.residentMemory ?? 0
    let block = [UInt8](repeating: 0x17, count: min(bytes, 256 << 10))
    for _ in 0..<(bytes / block.count) {
      for socket in sockets { try socket.send(block) }
      for socket in sockets { _ = try socket.receive(block.count) }
    }
    return (idle, proxy.residentMemory ?? 0)
  }
}
