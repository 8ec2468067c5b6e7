import NIOCore
import NIOPosix
import SMTPSending
import TLSWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One connection of a tap: the program's channel and the server's, on one event loop, and what crosses them.
final class TapPair {
  /// One of the two channels.
  private struct Side {
    var channel: (any Channel)?
    /// It has said that it sends no more.
    var isInputClosed = false
    /// It is to be told that no more comes, once it has got what was sent.
    var isOutputClosing = false
    /// It has been told.
    var isOutputClosed = false
    var isInactive = false
    var isReset = false
    /// What came is to be followed by more once the other side has taken it.
    var isPaused = false
  }

  /// Lines after which nobody begins TLS any more; a flood of them is not looked at.
  private static let maximumLines = 10_000

  private let number: Int
  private let configuration: Tap.Configuration
  private let registry: TapRegistry
  private let readBuffer: ReadBuffer
  private var analyzer: ConnectionAnalyzer
  private var client: Side
  private var server = Side()
  private var lines = 0
  /// What was read last, which is the event loop's again once it has been written.
  private var lastRead: ByteBuffer?
  /// What the program sent and closed before there was a server to pass it to.
  private var early: [ByteBuffer] = []
  private var failure: Finding?
  private var hasStopped = false
  private var hasEnded = false
  private var acceptedPath: TapRegistry.Path?
  private var connectedPath: TapRegistry.Path?

  private init(
    _ channel: any Channel, number: Int, _ configuration: Tap.Configuration, _ registry: TapRegistry
  ) {
    self.number = number
    self.configuration = configuration
    self.registry = registry
    readBuffer = registry.readBuffer(of: channel.eventLoop)
    client = Side(channel: channel)
    let address = channel.remoteAddress?.hostAndPort ?? "unknown"
    analyzer = ConnectionAnalyzer(
      client: address, server: "\(configuration.upstream)", began: Date(), hellos: configuration.hellos)
    registry.report(.began(number, client: address))
  }

  /// Takes a program's connection, which is open; closes it where no more are taken.
  static func begin(
    with channel: any Channel, _ configuration: Tap.Configuration, _ registry: TapRegistry
  ) throws {
    guard let (number, isLast) = registry.begin() else { return channel.close(promise: nil) }
    if isLast { channel.parent?.close(promise: nil) }
    let pair = TapPair(channel, number: number, configuration, registry)
    do {
      try channel.pipeline.syncOperations.addHandler(TapHandler(.client, of: pair))
    } catch {
      pair.client.isInactive = true
      pair.stop()
      throw error
    }
    if registry.add(NIOLoopBound(pair, eventLoop: channel.eventLoop), number: number) {
      pair.connect()
    } else {
      pair.stop()
    }
  }

  static func prepare(_ channel: any Channel, _ configuration: Tap.Configuration, _ readBuffer: ReadBuffer) throws {
    guard let options = channel.syncOptions else { return }
    try options.setOption(.autoRead, value: false)
    try options.setOption(.allowRemoteHalfClosure, value: true)
    try options.setOption(.tcpOption(.tcp_nodelay), value: 1)
    // A side that has vanished without a word would hold the other one for ever.
    try options.setOption(.socketOption(.so_keepalive), value: 1)
    if let limit = configuration.readLimit {
      try options.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: max(1, limit)))
    } else {
      try options.setOption(.maxMessagesPerRead, value: 1)
      try options.setOption(.recvAllocator, value: SharedReadAllocator(readBuffer))
    }
  }
}

/// Connecting.
extension TapPair {
  private func connect() {
    guard let channel = client.channel else { return }
    if let from = channel.remoteAddress, let to = channel.localAddress {
      let path = TapRegistry.Path(from: from, to: to)
      acceptedPath = path
      if registry.accept(path) { return turnAway(.loop) }
    }
    let upstream = configuration.upstream
    let address = try? SocketAddress(ipAddress: upstream.host, port: upstream.port)
    // With the last connection the listener has closed, and would not see its own.
    if let address, address == channel.localAddress { return turnAway(.loop) }
    let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
    let bootstrap = ClientBootstrap(group: channel.eventLoop)
      .connectTimeout(TimeAmount(configuration.connectTimeOut))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try Self.prepare(channel, bound.value.configuration, bound.value.readBuffer)
          try channel.pipeline.syncOperations.addHandler(TapHandler(.server, of: bound.value))
        }
      }
    // A name is looked up for each connection: its address may change.
    let connected =
      address.map { bootstrap.connect(to: $0) }
      ?? bootstrap.connect(host: upstream.host, port: upstream.port)
    connected.whenComplete { result in
      switch result {
      // Not at once: a channel that is closed while its opening is being told does not tell of its end.
      case .success(let channel): channel.eventLoop.execute { bound.value.begin(with: channel) }
      case .failure(let error):
        bound.value.turnAway(.upstreamUnreachable(SMTPError(connecting: error, to: upstream)))
      }
    }
  }

  private func begin(with channel: any Channel) {
    server.channel = channel
    guard channel.isActive else {
      // It was closed in the moment in which it was opened.
      return noteEnd(of: .server)
    }
    guard !client.isInactive, !hasStopped else {
      return client.isReset ? reset(.server) : close(.server)
    }
    if let from = channel.localAddress, let to = channel.remoteAddress {
      let path = TapRegistry.Path(from: from, to: to)
      connectedPath = path
      if registry.connect(path) { return turnAway(.loop) }
    }
    for bytes in early { channel.write(bytes, promise: nil) }
    early = []
    channel.flush()
    if client.isInputClosed { closeOutput(of: .server) }
    resumeReading(from: .client, force: true)
    resumeReading(from: .server, force: true)
  }

  /// Ends the program's connection, for which there is no server.
  private func turnAway(_ finding: Finding) {
    failure = finding
    close(.client)
    close(.server)
    endIfDone()
  }
}

/// Passing on.
extension TapPair {
  func receive(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    observe(bytes, from: endpoint)
    guard let channel = self[endpoint.peer].channel else {
      early.append(bytes)
      return
    }
    channel.write(bytes, promise: nil)
    lastRead = bytes
  }

  private func observe(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    guard analyzer.needsBytes, lines < Self.maximumLines else {
      return analyzer.skip(bytes.readableBytes, from: endpoint)
    }
    // A copy, since whatever is kept of it would hold on to the whole buffer of the channel.
    analyzer.receive(ByteBuffer(buffer: bytes), from: endpoint)
    for event in analyzer.takeEvents() {
      if case .line = event {
        lines += 1
        guard lines <= ConnectionAnalyzer.maximumDialogue else { continue }
      }
      registry.report(.observed(number, event))
    }
  }

  /// Hands on what was read at once, and reads on where the other side takes it.
  func endReading(from endpoint: TLSEndpoint) {
    if let channel = self[endpoint.peer].channel {
      channel.flush()
      let waiting = try? channel.syncOptions?.getOption(.bufferedWritableBytes)
      if let bytes = lastRead, waiting == 0 { readBuffer.give(bytes) }
    }
    lastRead = nil
    self[endpoint].isPaused = true
    resumeReading(from: endpoint)
  }

  /// Lets a side send more, unless the other one has not yet taken what was sent.
  func resumeReading(from endpoint: TLSEndpoint, force: Bool = false) {
    guard let channel = self[endpoint].channel, force || self[endpoint].isPaused,
      let other = self[endpoint.peer].channel, other.isWritable
    else { return }
    self[endpoint].isPaused = false
    channel.read()
  }

  private subscript(endpoint: TLSEndpoint) -> Side {
    get {
      switch endpoint {
      case .client: client
      case .server: server
      }
    }
    _modify {
      switch endpoint {
      case .client: yield &client
      case .server: yield &server
      }
    }
  }
}

/// Ending.
extension TapPair {
  /// Takes note that a side sends no more.
  func closeInput(of endpoint: TLSEndpoint) {
    self[endpoint].isInputClosed = true
    analyzer.close(by: endpoint, reset: false)
    closeOutput(of: endpoint.peer)
  }

  /// Tells a side that no more comes, once it has got what was sent.
  private func closeOutput(of endpoint: TLSEndpoint) {
    guard let channel = self[endpoint].channel, !self[endpoint].isOutputClosing else { return }
    self[endpoint].isOutputClosing = true
    let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
    // Where the other direction is closed too, NIO closes at once and drops what has not been written.
    channel.writeAndFlush(ByteBuffer()).whenSuccess {
      bound.value[endpoint].isOutputClosed = true
      channel.close(mode: .output, promise: nil)
    }
  }

  /// Takes note that a side cut the connection off.
  func noteReset(by endpoint: TLSEndpoint) {
    self[endpoint].isReset = true
    analyzer.close(by: endpoint, reset: true)
  }

  /// Takes note that a side is gone, and lets the other one know in the same manner.
  func noteEnd(of endpoint: TLSEndpoint) {
    guard !self[endpoint].isInactive else { return endIfDone() }
    self[endpoint].isInactive = true
    defer { endIfDone() }
    guard !hasStopped else { return close(endpoint.peer) }
    if failure == nil, !self[endpoint].isReset, self[endpoint].isOutputClosed {
      analyzer.close(by: endpoint, reset: false)
      closeOutput(of: endpoint.peer)
    } else {
      if failure == nil, !self[endpoint.peer].isReset { noteReset(by: endpoint) }
      reset(endpoint.peer)
    }
  }

  private func close(_ endpoint: TLSEndpoint) {
    self[endpoint].channel?.close(promise: nil)
  }

  /// Ends a side as the other one has ended.
  private func reset(_ endpoint: TLSEndpoint) {
    guard let channel = self[endpoint].channel, !self[endpoint].isInactive else { return }
    (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
    channel.close(promise: nil)
  }

  /// Ends both sides, because the tap ends.
  func stop() {
    hasStopped = true
    close(.client)
    close(.server)
    endIfDone()
  }

  private func endIfDone() {
    let isConnecting = server.channel == nil && failure == nil && !hasStopped
    guard !hasEnded, client.isInactive, server.isInactive || server.channel == nil, !isConnecting else { return }
    hasEnded = true
    registry.forget(accepted: acceptedPath, connected: connectedPath)
    var connection = analyzer.connection(endedAt: Date())
    if let finding = failure ?? connection.tapFinding { connection.findings.insert(finding, at: 0) }
    registry.end(number, connection)
  }
}
