import NIOCore
import TLSWire

/// Hands what happens on one side of a connection to the pair.
final class TapHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let side: TLSEndpoint
  private let pair: TapPair

  init(_ side: TLSEndpoint, of pair: TapPair) {
    self.side = side
    self.pair = pair
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    pair.receive(unwrapInboundIn(data), from: side)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    pair.endReading(from: side)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { pair.resumeReading(from: side.peer) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { pair.closeInput(of: side) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    pair.noteReset(by: side)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    pair.noteEnd(of: side)
  }
}
