import NIOCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Tells of what keeps the tap from letting programs in.
final class TapListenerHandler: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let registry: TapRegistry

  init(_ registry: TapRegistry) {
    self.registry = registry
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let reason = (error as? IOError).flatMap { strerror($0.errnoCode) }.map { String(cString: $0) }
    registry.report(.notAccepted(reason: reason ?? "\(error)"))
  }
}
