import NIOCore
import NIOPosix

/// Ports for servers that cannot report which one the kernel gave them.
enum FreePort {
  /// Different TCP ports of 127.0.0.1 that were free a moment ago, picked by the kernel.
  static func pick(_ count: Int) async throws -> [Int] {
    var channels: [any Channel] = []
    var ports: [Int] = []
    do {
      for _ in 0..<count {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
          .bind(host: "127.0.0.1", port: 0).get()
        channels.append(channel)
        ports.append(channel.localAddress?.port ?? 0)
      }
    } catch {
      for channel in channels { try? await channel.close() }
      throw error
    }
    for channel in channels { try await channel.close() }
    return ports
  }

  /// Whether nobody has one of these ports of 127.0.0.1 at this moment.
  static func areFree(_ ports: [Int]) async -> Bool {
    for port in ports {
      let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      guard let channel = try? await bootstrap.bind(host: "127.0.0.1", port: port).get() else { return false }
      try? await channel.close()
    }
    return true
  }
}
