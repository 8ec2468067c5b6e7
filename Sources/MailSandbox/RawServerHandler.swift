import NIOCore
import NIOSSL
import TLSWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Plays the steps of a ``RawServer`` on one connection.
final class RawServerHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let steps: [RawServer.Step]
  private let onEnd: @Sendable (RawServer.Conversation) -> Void
  private var index = 0
  private var unread = ByteBuffer()
  private var conversation = RawServer.Conversation()
  private var isEncrypted = false
  private var hasEnded = false

  init(steps: [RawServer.Step], onEnd: @escaping @Sendable (RawServer.Conversation) -> Void) {
    self.steps = steps
    self.onEnd = onEnd
  }

  func channelActive(context: ChannelHandlerContext) {
    play(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if isEncrypted {
      conversation.bytesOverTLS.writeImmutableBuffer(bytes)
    } else {
      conversation.bytesInClear.writeImmutableBuffer(bytes)
    }
    unread.writeBuffer(&bytes)
    play(context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if index < steps.count, case .waitForClose = steps[index] {
      end(.completed)
    } else {
      end(index < steps.count ? .clientClosed(step: index) : .completed)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A client that has what it wanted may drop a TLS connection without closing it properly.
    if case .some(.uncleanShutdown) = error as? NIOSSLError { return }
    // So does a client that goes while bytes for it are under way: its system resets the connection.
    if let error = error as? IOError, [ECONNRESET, EPIPE].contains(error.errnoCode) {
      context.close(promise: nil)
      return
    }
    end(.failed("\(error)"))
    context.close(promise: nil)
  }

  private func play(_ context: ChannelHandlerContext) {
    while !hasEnded, index < steps.count {
      switch steps[index] {
      case .expect(let prefix):
        guard let line = readLine() else { return }
        conversation.lines.append(line)
        guard line.lowercased().hasPrefix(prefix.lowercased()) else {
          end(.unexpectedLine(line, step: index))
          context.close(promise: nil)
          return
        }
      case .awaitBytes:
        guard unread.readableBytes > 0 else { return }
      case .send(let text):
        write(ByteBuffer(string: text), context)
      case .sendBytes(let bytes):
        write(ByteBuffer(bytes: bytes), context)
      case .sendForever(let text):
        sendForever(Self.repeated(text), context)
        return
      case .startTLS(let certificate, let versions):
        guard startTLS(certificate, versions, context) else { return }
      case .close:
        index += 1
        end(.completed)
        context.close(promise: nil)
        return
      case .waitForClose:
        return
      }
      index += 1
    }
    if !hasEnded {
      end(.completed)
      context.close(promise: nil)
    }
  }

  private func write(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
  }

  private func sendForever(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(bytes)).whenSuccess {
      // To a client that reads fast a write is done at once. To go on without a pause would recurse without end, and keep
      // the event loop from all its other connections.
      bound.eventLoop.scheduleTask(in: .milliseconds(1)) {
        let (handler, context) = bound.value
        guard !handler.hasEnded else { return }
        handler.sendForever(bytes, context)
      }
    }
  }

  /// About 16 KiB of the text, so that much is sent with few writes.
  private static func repeated(_ text: String) -> ByteBuffer {
    let count = max(1, 16_384 / max(1, text.utf8.count))
    return ByteBuffer(string: String(repeating: text, count: count))
  }

  private func startTLS(
    _ certificate: SandboxCertificate, _ versions: ClosedRange<TLSWire.TLSVersion>, _ context: ChannelHandlerContext
  ) -> Bool {
    do {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: try certificate.certificateSources(), privateKey: try certificate.privateKeySource())
      configuration.minimumTLSVersion = versions.lowerBound.library ?? .tlsv12
      configuration.maximumTLSVersion = versions.upperBound.library
      if versions.lowerBound < .tls12 {
        // The library's default suites leave nothing for the old versions.
        configuration.cipherSuites = "ALL"
      }
      let handler = NIOSSLServerHandler(context: try NIOSSLContext(configuration: configuration))
      try context.pipeline.syncOperations.addHandler(handler, position: .first)
    } catch {
      end(.failed("\(error)"))
      context.close(promise: nil)
      return false
    }
    isEncrypted = true
    let early = unread
    unread = ByteBuffer()
    index += 1
    if early.readableBytes > 0 {
      context.pipeline.fireChannelRead(early)
      context.pipeline.fireChannelReadComplete()
    }
    play(context)
    return false
  }

  private func readLine() -> String? {
    guard let end = unread.readableBytesView.firstIndex(of: UInt8(ascii: "\n")),
      var line = unread.readString(length: end + 1 - unread.readerIndex)
    else { return nil }
    while line.last?.isNewline == true { line.removeLast() }
    return line
  }

  private func end(_ ending: RawServer.Conversation.Ending) {
    guard !hasEnded else { return }
    hasEnded = true
    conversation.ending = ending
    onEnd(conversation)
  }
}
