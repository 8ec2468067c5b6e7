import Foundation

/// A blocking TCP socket of loopback.
public struct Socket: Sendable {
  public struct Failure: Error, CustomStringConvertible {
    let call: String
    let code = errno

    public init(call: String) {
      self.call = call
    }

    public var description: String { "\(call): \(String(cString: strerror(code)))" }
  }

  let descriptor: Int32

  private static func make() throws -> Socket {
    #if os(Linux)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw Failure(call: "socket") }
    return Socket(descriptor: descriptor)
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    return address
  }

  public static func listen() throws -> (socket: Socket, port: Int) {
    let socket = try make()
    var address = address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket.descriptor, $0, length) == 0 && Foundation.listen(socket.descriptor, 2048) == 0
          && getsockname(socket.descriptor, $0, &length) == 0
      }
    }
    guard isListening else { throw Failure(call: "listen") }
    return (socket, Int(UInt16(bigEndian: address.sin_port)))
  }

  public static func connect(to port: Int) throws -> Socket {
    let socket = try make()
    var address = address(port)
    let isConnected = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      let failure = Failure(call: "connect")
      socket.close()
      throw failure
    }
    socket.setNoDelay()
    return socket
  }

  public func accept() throws -> Socket {
    let peer = Foundation.accept(descriptor, nil, nil)
    guard peer >= 0 else { throw Failure(call: "accept") }
    let socket = Socket(descriptor: peer)
    socket.setNoDelay()
    return socket
  }

  private func setNoDelay() {
    var one: Int32 = 1
    _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Sends all of it.
  public func send(_ bytes: UnsafeRawBufferPointer) throws {
    var sent = 0
    while sent < bytes.count {
      #if os(Linux)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let count = Foundation.send(descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, flags)
      guard count > 0 else { throw Failure(call: "send") }
      sent += count
    }
  }

  public func send(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try send($0) }
  }

  /// Receives what is there; 0 at the end.
  public func receive(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    guard count >= 0 else { throw Failure(call: "recv") }
    return count
  }

  /// Receives exactly so many bytes.
  public func receive(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try receiveAll(into: $0) }
    return bytes
  }

  public func receiveAll(into buffer: UnsafeMutableRawBufferPointer) throws {
    var got = 0
    while got < buffer.count {
      let count = try receive(into: UnsafeMutableRawBufferPointer(rebasing: buffer[got...]))
      guard count > 0 else { throw Failure(call: "the other side ended") }
      got += count
    }
  }

  public func closeOutput() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

  public func close() { _ = Foundation.close(descriptor) }
}
