import NIOCore
import NIOPosix

/// Ports for servers that cannot report which one the kernel gave them.
enum FreePort {
  /// Another program had a port by the time that the server was to listen on it.
  struct Taken: Error, CustomStringConvertible {
    let ports: [Int]
    var description: String { "one of the ports \(ports) was taken when the server was to listen on it" }
  }

  /// How often other ports are tried.
  private static let attempts = 5

  /// Runs `body` with ports that were free a moment ago, and again with others where it throws ``Taken``.
  static func with<Value>(
    pick: () async throws -> [Int], isolation: isolated (any Actor)? = #isolation, _ body: ([Int]) async throws -> Value
  ) async throws -> Value {
    for _ in 1..<attempts {
      do {
        return try await body(try await pick())
      } catch is Taken {
        continue
      }
    }
    return try await body(try await pick())
  }

  /// The same with so many ports that the kernel picks.
  static func with<Value>(
    _ count: Int, isolation: isolated (any Actor)? = #isolation, _ body: ([Int]) async throws -> Value
  ) async throws -> Value {
    try await with(pick: { try await pick(count) }, body)
  }

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
