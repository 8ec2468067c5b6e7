import NIOCore
import NIOPosix

/// Small exchanges with a server on 127.0.0.1 that show whether it is there.
enum LoopbackProbe {
  /// Connects, reads the first line, and closes. The line is empty where the server closes first.
  static func firstLine(port: Int) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, _ in
      var text = ""
      for try await buffer in inbound {
        text += String(buffer: buffer)
        if let end = text.firstIndex(where: \.isNewline) { return String(text[..<end]) }
      }
      return text
    }
  }
}
