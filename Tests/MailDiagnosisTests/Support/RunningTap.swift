import SMTPSending
import TLSWire

@testable import MailDiagnosis

/// A tap, and what it has told so far.
struct RunningTap {
  let tap: Tap
  private var iterator: AsyncStream<Tap.Event>.Iterator

  /// Runs `body` beside a tap in front of a port of loopback.
  static func with<Result>(
    upstream port: Int, host: String = "127.0.0.1", limit: Int? = nil, connectTimeOut: Duration = .seconds(30),
    readLimit: Int? = nil,
    _ body: (inout RunningTap) async throws -> Result
  ) async throws -> Result {
    var configuration = Tap.Configuration(upstream: .init(host: host, port: port))
    configuration.connectionLimit = limit
    configuration.connectTimeOut = connectTimeOut
    configuration.readLimit = readLimit
    let tap = try await Tap.start(configuration)
    var running = RunningTap(tap: tap, iterator: tap.events.makeAsyncIterator())
    do {
      let result = try await body(&running)
      await tap.shutdown()
      return result
    } catch {
      await tap.shutdown()
      throw error
    }
  }

  var port: Int { tap.port }

  struct Ended: Error {}

  /// The next event that `find` makes something of.
  mutating func event<Found>(where find: (Tap.Event) -> Found?) async throws -> Found {
    while let event = await iterator.next() {
      if let found = find(event) { return found }
    }
    throw Ended()
  }

  /// The next connection that has ended.
  mutating func connection() async throws -> ObservedConnection {
    try await event { if case .ended(_, let connection) = $0 { connection } else { nil } }
  }
}
