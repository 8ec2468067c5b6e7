public import CoreMetrics
public import Logging
public import MIME
import NIOConcurrencyHelpers
public import NIOCore
public import NIOPosix
public import SMTPCore
public import TLSWire
public import Tracing

/// Sends messages to one server, over exactly the TLS that its policy asks for, and gives receipts that prove it.
///
///     let client = try SMTPClient(host: "smtp.example.com", credentials: .password("ada", password))
///     let message = Message(from: ada, to: [charles], subject: "Notes", text: "See note G.")
///     let receipt = try await client.send(message)
///     print(receipt.tls?.version)  // TLSv1.3, read off the wire
///
/// A client can be used by any number of tasks at once. They share its connections, which stay open for a while:
/// ``Configuration/pool`` says how many and how long. Connections that are idle take leave when the client is gone;
/// ``shutdown()`` waits until all is sent and they have.
public final class SMTPClient: Sendable {
  public struct Configuration: Sendable {
    public var endpoint: Endpoint
    public var tls: TLSPolicy
    public var credentials: Credentials?
    /// The name given in EHLO; the address literal of loopback unless set, because few clients have a name that resolves.
    public var clientName = ClientName.loopbackLiteral
    public var timeOuts = TimeOuts()
    public var retryPolicy = RetryPolicy.standard
    /// How connections are kept and shared.
    public var pool = PoolSettings()
    /// When the message goes in chunks instead of after DATA.
    public var chunking = Chunking.automatic
    /// What a composed message is written in where the server takes it: text beyond ASCII as it is with `eightBitBody` (8BITMIME), and
    /// files too with `binaryBody` (BINARYMIME), which saves a quarter of their bytes. Else it is encoded in 7 bits.
    ///
    /// A server that took a binary message returns it where the next one does not take it (RFC 3030, section 3), so that is not
    /// done unless asked for. A message that is stored or signed is sent as it is.
    public var bodyForms: TransportNeeds = .eightBitBody
    /// LMTP (RFC 2033) is for handing over mail to where it is stored, and gives a verdict for each recipient.
    public var dialect = ClientSession.Dialect.smtp
    /// The proxy to go through; none unless set. What the environment says of proxies is not looked at.
    public var proxy: Proxy?
    /// The IP address of this machine that connections are made from, to a proxy too; the system chooses unless set.
    public var localAddress: String?
    /// Is told each line that is said on each connection, secrets redacted and messages as their size.
    ///
    ///     configuration.protocolLog = { line in print(line) }
    ///
    /// It is called where connections do their work, so it must be quick, and may be called by several at once.
    public var protocolLog: (@Sendable (ProtocolLine) -> Void)?

    public init(endpoint: Endpoint, tls: TLSPolicy = .startTLS, credentials: Credentials? = nil) {
      self.endpoint = endpoint
      self.tls = tls
      self.credentials = credentials
    }

    /// - Parameter port: 587 with STARTTLS, 465 with implicit TLS and 25 without TLS, unless given.
    public init(host: String, port: Int? = nil, tls: TLSPolicy = .startTLS, credentials: Credentials? = nil) {
      self.init(
        endpoint: Endpoint(host: host, port: port ?? Self.defaultPort(for: tls.mode)), tls: tls,
        credentials: credentials)
    }

    private static func defaultPort(for mode: TLSPolicy.Mode) -> Int {
      switch mode {
      case .startTLS: 587
      case .implicit: 465
      case .dangerouslyPlaintext: 25
      }
    }
  }

  /// When BDAT (RFC 3030) is used, of servers that offer it.
  public enum Chunking: Sendable, Hashable {
    /// Where it saves a round trip: small messages, on a connection that was heard of within the last second; and for
    /// what cannot be sent otherwise.
    case automatic
    /// Never, for a server that stalls on it as Exchange has.
    case never
  }

  public let configuration: Configuration
  let pool: ConnectionPool
  /// What servers were seen to offer and not to keep to.
  let broken = NIOLockedValueBox<Set<String>>([])
  /// What the server was seen not to offer.
  let missingForms = NIOLockedValueBox<TransportNeeds>([])
  let opener: ConnectionOpener
  let eventLoopGroup: any EventLoopGroup
  let clock: any Clock<Duration>
  let logger: Logger
  /// Nil where nobody counts.
  let metrics: ClientMetrics?
  /// Nil where nobody traces.
  let tracing: SendTracing?

  /// - Parameters:
  ///   - eventLoopGroup: the process's own unless given; it is not shut down.
  ///   - clock: measures the pauses between attempts.
  ///   - logger: gets the dialogue at level trace, secrets redacted.
  ///   - metricsFactory: gets what ``Metrics`` names; the one that the process was set up with before, unless given.
  ///   - tracer: gets a span `smtp send` for each message, and in it one `smtp attempt` for each attempt, with the server,
  ///     TLS, reply and error by OpenTelemetry's names; the one that the process was set up with before, unless given.
  /// - Throws: ``SMTPError`` with ``SMTPError/Code/invalidConfiguration`` for a policy that contradicts itself, a file that
  ///   cannot be read, a port out of range, a way to the server that there is not, or credentials that would go over the network in clear.
  public init(
    _ configuration: Configuration,
    eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
    clock: any Clock<Duration> = ContinuousClock(),
    logger: Logger = Logger(label: "sealpost.smtp") { _ in SwiftLogNoOpLogHandler() },
    metricsFactory: any MetricsFactory = MetricsSystem.factory,
    tracer: any Tracer = InstrumentationSystem.tracer
  ) throws(SMTPError) {
    let tls: TLSContext?
    let connector = try Connector(
      to: configuration.endpoint, proxy: configuration.proxy, localAddress: configuration.localAddress,
      limit: configuration.timeOuts.limit(for: .connect))
    if configuration.tls.mode == .dangerouslyPlaintext {
      guard configuration.credentials == nil || configuration.tls.dangerously.contains(.authenticateInClear) else {
        throw .invalidConfiguration(
          "credentials are not sent without TLS, unless that is allowed by its dangerous switch")
      }
      tls = nil
    } else {
      guard configuration.endpoint.unixPath == nil || configuration.tls.verificationName?.isEmpty == false else {
        throw .invalidConfiguration(
          "a Unix socket has no name that a certificate could be for: set the TLS policy's verification name, or ask for no TLS"
        )
      }
      tls = try TLSContext(configuration.tls)
    }
    self.configuration = configuration
    self.clock = clock
    self.logger = logger
    let metrics = ClientMetrics(metricsFactory)
    self.metrics = metrics
    tracing = SendTracing(tracer, configuration)
    let opener = ConnectionOpener(
      configuration: configuration, connector: connector, tls: tls, logger: logger, metrics: metrics)
    self.opener = opener
    self.eventLoopGroup = eventLoopGroup
    pool = ConnectionPool(configuration.pool, group: eventLoopGroup, logger: logger, metrics: metrics) {
      eventLoop, progress in
      try await opener.open(on: eventLoop, progress: progress)
    }
  }

  deinit {
    pool.abandon()
  }

  /// A client with the default configuration for a host.
  public convenience init(
    host: String, port: Int? = nil, tls: TLSPolicy = .startTLS, credentials: Credentials? = nil
  ) throws(SMTPError) {
    try self.init(Configuration(host: host, port: port, tls: tls, credentials: credentials))
  }

  /// Who a message is from and for, where that differs from its header, and what it asks of the server.
  public struct Routing: Sendable {
    /// Where bounces go; the message's sender unless set. `ReversePath.null` for mail that must not bounce.
    public var reversePath: ReversePath?
    /// The message's To, Cc and Bcc unless set.
    public var recipients: [EmailAddress]?
    /// Notifications, deadlines, priority and the like.
    public var options: DeliveryOptions
    /// The same for single recipients. It is an error if one of them is no recipient.
    public var recipientOptions: [EmailAddress: RecipientOptions]

    public init(
      reversePath: ReversePath? = nil, recipients: [EmailAddress]? = nil, options: DeliveryOptions = DeliveryOptions(),
      recipientOptions: [EmailAddress: RecipientOptions] = [:]
    ) {
      self.reversePath = reversePath
      self.recipients = recipients
      self.options = options
      self.recipientOptions = recipientOptions
    }
  }

  /// What a caller may be told while a message is on its way.
  public enum Progress: Sendable {
    /// A connection stands, and the server has greeted. It may have carried other messages before.
    case connected(ConnectionInfo)
    /// TLS is in force on it, and agrees with the policy.
    case secured(TLSEvidence)
    /// So many of so many bytes have been sent; the total is nil where it is not known.
    case sent(bytes: Int, of: Int?)
    /// An attempt failed, and after this pause there will be another.
    case willRetry(after: Duration, failure: SMTPError)
  }

  /// Sends a message.
  ///
  /// Temporary errors that come before the message's data is sent are retried as ``Configuration/retryPolicy`` has it.
  /// - Parameter progress: is awaited, so that a caller who is slow to hear holds up the sending, and one who cancels the
  ///   task on hearing that some bytes are sent can be sure that no more are.
  /// - Returns: the receipt, where a server took responsibility for at least one recipient. Look at
  ///   ``DeliveryReceipt/recipients`` for those it refused.
  /// - Throws: ``SMTPError`` otherwise. Its ``SMTPError/receipt`` tells of every attempt.
  public func send(
    _ message: some MessageContent, routing: Routing = Routing(), progress: (@Sendable (Progress) async -> Void)? = nil
  ) async throws(SMTPError) -> DeliveryReceipt {
    do {
      let receipt =
        if let tracing {
          try await tracing.message { span async throws(SMTPError) in
            try await send(message, routing, progress, span)
          }
        } else {
          try await send(message, routing, progress, nil)
        }
      metrics?.messageAccepted()
      return receipt
    } catch {
      metrics?.messageFailed(error)
      throw error
    }
  }

  private func send(
    _ message: some MessageContent, _ routing: Routing, _ progress: (@Sendable (Progress) async -> Void)?,
    _ span: (any Tracing.Span)?
  ) async throws(SMTPError) -> DeliveryReceipt {
    let envelope = try Envelope(message, routing)
    if envelope.options.requiresTLS { try configuration.tls.checkRequireTLS() }
    return try await Delivery(
      client: self, source: .content(message), envelope: envelope, progress: progress, span: span
    ).run()
  }

  /// What composed messages are written in.
  var bodyForms: TransportNeeds {
    configuration.bodyForms.intersection([.eightBitBody, .binaryBody]).subtracting(missingForms.withLockedValue { $0 })
  }

  /// What was learnt of the server's promises, and what the configuration allows.
  var transferOptions: ClientSession.TransferOptions {
    var options = ClientSession.TransferOptions()
    options.withheld = broken.withLockedValue { $0 }
    if configuration.chunking == .never { options.withheld.insert("CHUNKING") }
    options.allowsSingleFlight = configuration.chunking == .automatic
    return options
  }

  /// Sends what has been handed over, takes no more, and takes leave of the server on every connection.
  ///
  /// What is handed over after that is refused with ``SMTPError/Code/clientShutDown``. To cancel the task does not cut it
  /// short: cancel those that send.
  public func shutdown() async {
    await pool.drain()
  }
}
