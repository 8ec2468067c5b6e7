import NIOConcurrencyHelpers
import NIOCore
import SMTPCore
import TLSWire

/// One message on its way: it waits in the pool, is carried by a connection, and ends with a result.
///
/// The task that sends it awaits its events. A small message needs none but the last: the connection has its bytes.
final class SendRequest: PoolRequest, Sendable {
  enum Body: Sendable {
    /// All of it, small enough to be held.
    case whole(ByteBuffer)
    /// The sending task hands it to the connection, piece by piece, when asked.
    case pieces
  }

  enum Event: Sendable {
    /// A connection has taken it up.
    case carried(ConnectionInfo?, TLSEvidence?)
    case bodyWanted(CarryingConnection)
    /// Kept elsewhere, because it is large and is handed on often.
    indirect case finished(Result)
  }

  /// What one attempt came to.
  struct Result: Sendable {
    /// What the server answered, also where an error came before the end.
    var report: TransactionReport?
    var error: SMTPError?
    var evidence: TLSEvidence?
    var timings = Timings()
    var bytes = 0
    /// Whether the connection had carried other messages before.
    var isReused = false
    /// Nothing was wrong with the message or the server: the connection had died before, or was given up for another's sake,
    /// before any of the message was sent. It costs no attempt to use the next.
    var isDisplaced = false
  }

  private enum State {
    case waiting
    case carried(CarryingConnection)
    case finished
  }

  let envelope: Envelope
  let body: Body
  let options: ClientSession.TransferOptions
  /// Tells of a connection that is being opened while this message waits; nil where nobody listens.
  let progress: (@Sendable (SMTPClient.Progress) async -> Void)?

  private struct Shared {
    var state = State.waiting
    /// Those nobody has waited for yet, which are few at any time.
    var events: [Event] = []
    var waiter: CheckedContinuation<Event, Never>?
    var isCancelled = false
    var heardOf: ConnectionID?
  }

  private let shared: NIOLockedValueBox<Shared>

  init(
    envelope: Envelope, body: Body, options: ClientSession.TransferOptions,
    progress: (@Sendable (SMTPClient.Progress) async -> Void)?
  ) {
    self.envelope = envelope
    self.body = body
    self.options = options
    self.progress = progress
    shared = NIOLockedValueBox(Shared())
  }

  var recipientCount: Int { envelope.recipients.count }
  var recipientDomains: Set<String> { Set(envelope.recipients.map { $0.domain.lowercased() }) }

  var isFinished: Bool {
    shared.withLockedValue { shared in
      if case .finished = shared.state { return true }
      return false
    }
  }

  /// The connection was opened while this message listened.
  func hasHeard(of connection: ConnectionID) {
    shared.withLockedValue { $0.heardOf = connection }
  }

  /// The next event. To be awaited by one task only.
  func nextEvent() async -> Event {
    await withCheckedContinuation { continuation in
      let event = shared.withLockedValue { shared -> Event? in
        if !shared.events.isEmpty { return shared.events.removeFirst() }
        shared.waiter = continuation
        return nil
      }
      if let event { continuation.resume(returning: event) }
    }
  }

  /// A connection is to carry it. Gives false where it is wanted no more.
  func carry(by connection: CarryingConnection, info: ConnectionInfo?, evidence: TLSEvidence?) -> Bool {
    let isWanted = shared.withLockedValue { shared -> Bool in
      guard case .waiting = shared.state, !shared.isCancelled else { return false }
      shared.state = .carried(connection)
      return true
    }
    guard progress != nil, isWanted else { return isWanted }
    // Whoever heard of the connection while it was being opened need not hear of it again.
    if shared.withLockedValue({ $0.heardOf }) != connection.id { post(.carried(info, evidence)) }
    return true
  }

  func post(_ event: Event) {
    let waiter = shared.withLockedValue { shared -> CheckedContinuation<Event, Never>? in
      if let waiter = shared.waiter {
        shared.waiter = nil
        return waiter
      }
      shared.events.append(event)
      return nil
    }
    waiter?.resume(returning: event)
  }

  /// Ends it; only the first end counts.
  func finish(_ result: Result) {
    let isFirst = shared.withLockedValue { shared -> Bool in
      if case .finished = shared.state { return false }
      shared.state = .finished
      return true
    }
    if isFirst { post(.finished(result)) }
  }

  /// The sending task was cancelled.
  func cancel(in pool: ConnectionPool) {
    let connection = shared.withLockedValue { shared -> CarryingConnection? in
      shared.isCancelled = true
      if case .carried(let connection) = shared.state { return connection }
      return nil
    }
    if let connection {
      connection.cancel(self)
    } else {
      guard !pool.cancel(self) else { return }
      // It has not come to the pool yet, or is on its way to a connection, which will not take it.
      finish(Result(error: .cancelled(in: .connect)))
    }
  }
}

/// What the sending task may do with the connection that carries its message.
struct CarryingConnection: Sendable {
  let id: ConnectionID
  let eventLoop: any EventLoop
  let handler: NIOLoopBound<ClientHandler>

  /// Writes a piece of the message; returns when the network has taken it.
  /// - Throws: the error that ended the connection, or a writing error.
  func write(_ piece: ByteBuffer, isLast: Bool, of request: SendRequest) async throws {
    try await eventLoop.flatSubmit { handler.value.write(piece, isLast: isLast, of: request, on: eventLoop) }.get()
  }

  /// Gives the connection up, because of the message that is being sent on it.
  func giveUp(_ error: SMTPError, for request: SendRequest) {
    eventLoop.execute { handler.value.giveUp(error, for: request) }
  }

  func cancel(_ request: SendRequest) {
    eventLoop.execute { handler.value.cancel(request) }
  }
}
