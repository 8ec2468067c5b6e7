import BenchmarkSupport
import Foundation

/// The server behind the proxies: it plays its part of the handshake, then does what the first byte says.
final class BenchmarkServer: Sendable {
  enum Task: UInt8 {
    /// Sends back what comes.
    case echo = 0x65
    /// Takes all that comes, then says how much it was in eight bytes.
    case sink = 0x73
  }

  let port: Int

  init(script: HandshakeScript) throws {
    let (listener, port) = try Socket.listen()
    self.port = port
    Self.detach {
      while let socket = try? listener.accept() {
        Self.detach {
          try? Self.serve(socket, script)
          socket.close()
        }
      }
    }
  }

  private static func detach(_ work: @escaping @Sendable () -> Void) {
    let thread = Thread(block: work)
    thread.stackSize = 256 * 1024
    thread.start()
  }

  private static func serve(_ socket: Socket, _ script: HandshakeScript) throws {
    try script.play(on: socket, asClient: false)
    let task = try socket.receive(1).first.flatMap(Task.init)
    let size = task == .sink ? 1 << 20 : 4096
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    var total: UInt64 = 0
    while true {
      let count = try socket.receive(into: buffer)
      guard count > 0 else { break }
      total += UInt64(count)
      if task == .echo { try socket.send(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
    }
    if task == .sink { try withUnsafeBytes(of: total) { try socket.send($0) } }
  }
}
