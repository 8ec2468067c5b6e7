import Foundation

/// A port of 127.0.0.1 that is taken and on which nothing listens: who connects is refused, and nobody else can get it.
struct HeldPort {
  let number: Int
  private let descriptor: Int32

  init() throws {
    #if os(Linux)
      let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let socket = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    descriptor = socket
    number = Int(UInt16(bigEndian: address.sin_port))
    guard isBound else { throw Descriptor.Unusable(code: errno) }
  }

  func release() {
    _ = close(descriptor)
  }
}
