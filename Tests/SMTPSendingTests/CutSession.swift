import Logging
import MIME
import NIOCore
import NIOEmbedded
import SMTPCore
import TLSWire
import Testing

@testable import SMTPSending

/// A client's handler and a server, with the wire between them in the test's hands.
final class CutSession {
  struct Outcome {
    let recipients: [DeliveryOutcome]
    let tls: TLSEvidence?
    /// Another connection would be tried at once, so nothing may be known of this message.
    let isTriedAgain: Bool
  }

  private static let bodies = ["one", "two"].map {
    "Subject: \($0)\r\n\r\n.dots\r\n.\r\nx\r\n"
  }
  private static let recipients = ["bob@example.com", "eve@example.com"]

  private let course: EveryByteTests.Course
  private let isSlow: Bool
  private let tls: EmbeddedTLS?
  private let dialogue: EmbeddedDialogue
  private let wire = WireEnd()
  /// The server's end of the wire, where TLS begins and ends if there is any.
  private let peer = EmbeddedChannel()
  private let requests: [SendRequest]
  private let envelope: Envelope
  private var server: RecordingServer
  /// Refuses nothing and reads everything, also what the wire lost: what it has got whole, the client had sent whole.
  private let shadow: Shadow
  private var isCut = false
  private(set) var sentByServer = 0
  private(set) var readByServer = 0
  /// What the server read from the wire.
  private(set) var heard = ByteBuffer()
  /// What the client said of the messages, when it was checked.
  private(set) var told: [Outcome] = []
  private var budgetOfServer = Int.max
  private var budgetOfClient = Int.max

  private let client: SMTPClient

  /// - Parameter tls: with it there is TLS from the first byte.
  init(_ course: EveryByteTests.Course, isSlow: Bool, client: SMTPClient, tls: EmbeddedTLS? = nil) throws {
    self.client = client
    self.course = course
    self.isSlow = isSlow
    self.tls = tls
    server = course.server
    let shadow = Shadow(RecordingServer(keywords: course.keywords))
    self.shadow = shadow
    let wire = wire
    dialogue = try EmbeddedDialogue(
      TimeOuts(), security: tls == nil ? .plaintext : .implicitTLS,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      behind: { [wire] + (try tls?.clientHandlers(for: $0) ?? []) + [shadow] })
    if let tls { try peer.pipeline.syncOperations.addHandler(tls.serverHandler()) }
    try peer.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 465)).wait()
    var envelope = try Envelope(
      reversePath: .null, recipients: try Self.recipients.map { try EnvelopeAddress(EmailAddress($0)) })
    envelope.size = Self.bodies[0].utf8.count
    self.envelope = envelope
    var options = ClientSession.TransferOptions()
    options.allowsSingleFlight = true
    requests = Self.bodies.map { [envelope] body in
      SendRequest(
        envelope: envelope, body: course.comesInPieces ? .pieces : .whole(ByteBuffer(string: body)), options: options,
        progress: nil)
    }
  }

  /// Lets the session run until so many bytes have gone either way, and then breaks the connection.
  func play(fromServer: Int, fromClient: Int) throws {
    budgetOfServer = fromServer
    budgetOfClient = fromClient
    try say(RecordingServer.greeting)
    try exchange()
    var begun = 0
    while begun < requests.count, dialogue.handler.held == nil {
      dialogue.handler.carry(requests[begun])
      begun += 1
      // Both are handed over before the first has its verdict, where the session has room.
      if begun == requests.count || !isPipelined { try exchange() }
    }
    while let index = pieceWanted { try handOver(index) }
    try exchange()
    cut()
  }

  private var isPipelined: Bool { course.keywords.contains("PIPELINING") }

  private var pieceWanted: Int? {
    guard course.comesInPieces, !isCut, dialogue.handler.session.failurePhase == .transfer else { return nil }
    return dialogue.handler.carried.first.flatMap { first in requests.firstIndex { $0 === first.request } }
  }

  private func handOver(_ index: Int) throws {
    dialogue.write(String(Self.bodies[index].prefix(20)), of: requests[index])
    try exchange()
    dialogue.write(String(Self.bodies[index].dropFirst(20)), isLast: true, of: requests[index])
    try exchange()
  }

  /// Carries bytes to and fro until nobody says anything.
  private func exchange() throws {
    while var bytes = try dialogue.channel.readOutbound(as: ByteBuffer.self) {
      while let piece = nextPiece(of: &bytes) { try hear(piece) }
    }
  }

  /// What goes over the wire in one go; nil when nothing is left, or nothing gets through any more.
  private func nextPiece(of bytes: inout ByteBuffer) -> ByteBuffer? {
    guard !isCut, bytes.readableBytes > 0 else { return nil }
    return bytes.readSlice(length: isSlow ? 1 : bytes.readableBytes)
  }

  private func hear(_ bytes: ByteBuffer) throws {
    guard var bytes = bytes.getSlice(at: 0, length: min(bytes.readableBytes, budgetOfClient - readByServer)) else {
      return
    }
    readByServer += bytes.readableBytes
    if bytes.readableBytes > 0 {
      try peer.writeInbound(bytes)
      peer.embeddedEventLoop.run()
      heard.writeBuffer(&bytes)
      try deliver()
    }
    while let said = try peer.readInbound(as: ByteBuffer.self) { try say(server.receive(said)) }
    if readByServer == budgetOfClient || server.isOver { cut() }
  }

  /// What is said before TLS is in force waits for it.
  private func say(_ text: String) throws {
    peer.writeAndFlush(ByteBuffer(string: text), promise: nil)
    try deliver()
  }

  private func deliver() throws {
    while var bytes = try peer.readOutbound(as: ByteBuffer.self) {
      while let piece = nextPiece(of: &bytes) {
        guard let allowed = piece.getSlice(at: 0, length: min(piece.readableBytes, budgetOfServer - sentByServer))
        else {
          return
        }
        sentByServer += allowed.readableBytes
        if allowed.readableBytes > 0 { try dialogue.channel.writeInbound(allowed) }
        dialogue.channel.embeddedEventLoop.run()
        if sentByServer == budgetOfServer { cut() }
      }
    }
  }

  private func cut() {
    guard !isCut else { return }
    isCut = true
    wire.cut()
    dialogue.channel.embeddedEventLoop.run()
  }
}

extension CutSession {
  /// What the client says of each message. To be asked for once.
  func outcomes() async -> [Outcome] {
    var outcomes: [Outcome] = []
    for request in requests {
      // One that no connection ever carried would go to another.
      guard request.isFinished else {
        #expect(!dialogue.handler.carried.contains { $0.request === request }, "a message was forgotten")
        outcomes.append(Outcome(recipients: [], tls: nil, isTriedAgain: true))
        continue
      }
      guard let result = await request.result() else {
        Issue.record("a message ended without a result")
        continue
      }
      let source = MessageSource.stream(StreamedMessage(AsyncStream<ByteBuffer> { $0.finish() }, size: nil))
      let delivery = Delivery(client: client, source: source, envelope: envelope, progress: nil)
      var progress = Delivery.Course(pending: envelope, options: request.options, forms: [])
      let isTriedAgain = delivery.giveSecondChance(after: result, &progress)
      let failure = delivery.failure(of: result)
      let receipt = delivery.receipt(result, delivery.outcome(of: result, failure), progress)
      outcomes.append(
        Outcome(recipients: receipt.recipients.map(\.outcome), tls: receipt.tls, isTriedAgain: isTriedAgain))
    }
    return outcomes
  }

  /// Compares what the client says with what the server took.
  func check(_ place: String) async {
    for arrival in server.arrivals where !arrival.recipients.isEmpty {
      #expect(Self.bodies.contains(arrival.content), "\(place): the server took what is no message: \(arrival.content)")
    }
    told = await outcomes()
    for (index, outcome) in told.enumerated() {
      let arrivals = server.arrivals.filter { $0.content == Self.bodies[index] }
      #expect(arrivals.count <= 1, "\(place): message \(index) came twice")
      if outcome.isTriedAgain {
        #expect(!arrivals.contains { $0.isAccepted }, "\(place): message \(index) is sent again and was accepted")
        continue
      }
      if outcome.recipients.contains(.accepted) {
        #expect(outcome.tls?.version == tls?.version, "\(place): message \(index) was accepted over other TLS")
      }
      for (recipient, outcome) in zip(Self.recipients, outcome.recipients) {
        let isTaken = arrivals.contains { $0.isAccepted && $0.recipients.contains(recipient) }
        let wasSent = shadow.server.arrivals.contains { $0.content == Self.bodies[index] }
        switch outcome {
        case .accepted: #expect(isTaken, "\(place): message \(index) for \(recipient) is nowhere")
        case .rejected, .deferred: #expect(!isTaken, "\(place): message \(index) for \(recipient) is \(outcome)")
        case .ambiguous: #expect(wasSent, "\(place): message \(index) for \(recipient) was not sent whole")
        }
        // A refusal is one only where the server spoke one.
        if outcome == .rejected { #expect(course.refusals.values.contains { $0.hasPrefix("5") }, "\(place)") }
      }
    }
  }
}

extension SendRequest {
  /// How it ended, passing over what came before.
  fileprivate func result() async -> Result? {
    for _ in 0..<8 {
      if case .finished(let result) = await nextEvent() { return result }
    }
    return nil
  }
}

/// The client's end of the wire.
private final class WireEnd: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var context: ChannelHandlerContext?

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Closes the connection as the network does: past all that would take leave.
  func cut() { context?.close(promise: nil) }
}

/// Hands what the client says to a server of its own, on this side of the wire and of TLS.
private final class Shadow: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private(set) var server: RecordingServer

  init(_ server: RecordingServer) {
    self.server = server
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if context.channel.isActive { _ = server.receive(unwrapOutboundIn(data)) }
    context.write(data, promise: promise)
  }
}
