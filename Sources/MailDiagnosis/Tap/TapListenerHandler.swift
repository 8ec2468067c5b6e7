import NIOCore

/// Tells of what keeps the tap from letting programs in.
final class TapListenerHandler: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let registry: TapRegistry

  init(_ registry: TapRegistry) {
    self.registry = registry
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    registry.report(.notAccepted(reason: "\(error)"))
  }
}
