import Logging
import MIME
import NIOCore
import NIOPosix
import SMTPCore
import Testing

@testable import SMTPSending

@Suite("The pool's openings", .timeLimit(.minutes(1)))
struct ConnectionPoolTests {
  @Test("a connection that comes although its message was cancelled takes leave, and the message learns its end")
  func unwanted() async throws {
    try await PeerServer.with { server in
      let configuration = SMTPClient.Configuration.loopback(port: server.port, .dangerouslyPlaintext)
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let opener = ConnectionOpener(
        configuration: configuration, connector: try Connector(to: configuration.endpoint, limit: .seconds(30)),
        tls: nil, logger: logger, metrics: nil)
      let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
      let (gate, opening) = AsyncStream.makeStream(of: Void.self)
      let pool = ConnectionPool(PoolSettings(), group: .singletonMultiThreadedEventLoopGroup, logger: logger) {
        eventLoop, progress in
        beginning.finish()
        // A task of its own does not hear of the cancellation, as when that comes too late.
        return try await Task {
          for await _ in gate {}
          return try await opener.open(on: eventLoop, progress: progress)
        }.value
      }
      let recipient = try EnvelopeAddress(EmailAddress("bob@example.com"))
      let request = SendRequest(
        envelope: try Envelope(reversePath: .null, recipients: [recipient]), body: .whole(ByteBuffer()),
        options: .init(), progress: nil)
      pool.submit(request)
      for await _ in begun {}
      request.cancel(in: pool)
      opening.finish()
      guard case .finished(let result) = await request.nextEvent() else {
        Issue.record("it was carried")
        return
      }
      #expect(result.error?.code == .cancelled)
      await server.wait(for: "QUIT")
      await pool.drain()
    }
  }
}
