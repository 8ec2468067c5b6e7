import NIOCore

/// Makes a pair of each program's connection once it is open.
///
/// Not before: the listener drops connections that it was closed beside while they were being made.
final class TapEntranceHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let configuration: Tap.Configuration
  private let registry: TapRegistry

  init(_ configuration: Tap.Configuration, _ registry: TapRegistry) {
    self.configuration = configuration
    self.registry = registry
  }

  func channelActive(context: ChannelHandlerContext) {
    do {
      try TapPair.begin(with: context.channel, configuration, registry)
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    } catch {
      context.close(promise: nil)
    }
  }
}
