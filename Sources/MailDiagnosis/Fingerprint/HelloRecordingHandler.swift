import NIOCore
import TLSWire

/// Carries out what ``RecordingDialogue`` says on one connection.
final class HelloRecordingHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let onHello: (ClientHello) -> Void
  private var dialogue = RecordingDialogue()
  private var greeting: Scheduled<Void>?

  /// How long a client has to begin with TLS before it is taken for one that awaits a greeting.
  ///
  /// A client of TLS that is greeted can reset the connection, and its hello is lost before it was read.
  private static let patience = TimeAmount.milliseconds(250)

  init(onHello: @escaping (ClientHello) -> Void) {
    self.onHello = onHello
  }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    greeting = context.eventLoop.scheduleTask(in: Self.patience) {
      channel.writeAndFlush(ByteBuffer(string: RecordingDialogue.greeting), promise: nil)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    greeting?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    greeting?.cancel()
    switch dialogue.receive(unwrapInboundIn(data)) {
    case .wait: break
    case .reply(let text): send(text, context)
    case .hello(let hello):
      onHello(hello)
      context.close(promise: nil)
    case .close(let text):
      if !text.isEmpty { send(text, context) }
      context.close(promise: nil)
    }
  }

  /// One connection that breaks is no reason to give up the others.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func send(_ text: String, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
  }
}
