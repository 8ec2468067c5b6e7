import MIME
import MailSandbox
import NIOConcurrencyHelpers
import SMTPCore
import SMTPReceiving
import SMTPSending
import TLSWire
import Testing

@Suite("What a caller hears while a message is sent", .timeLimit(.minutes(1)))
struct ProgressTests {
  /// What was heard, in order.
  private final class Hearing: Sendable {
    private let heard = NIOLockedValueBox<[SMTPClient.Progress]>([])

    var all: [SMTPClient.Progress] { heard.withLockedValue { $0 } }

    var names: [String] {
      all.map { progress in
        switch progress {
        case .connected: "connected"
        case .secured: "secured"
        case .sent: "sent"
        case .willRetry: "retry"
        }
      }
    }

    func note(_ progress: SMTPClient.Progress) {
      heard.withLockedValue { $0.append(progress) }
    }
  }

  @Test("greeting, TLS and bytes in their order", arguments: [false, true])
  func order(implicitTLS: Bool) async throws {
    try await withSandbox(implicitTLS: implicitTLS) { sandbox in
      let hearing = Hearing()
      let message = try Message.sample()
      let receipt = try await SMTPClient(sandbox.configuration).send(message) { hearing.note($0) }
      #expect(hearing.names == (implicitTLS ? ["secured", "connected", "sent"] : ["connected", "secured", "sent"]))
      for progress in hearing.all {
        switch progress {
        case .connected(let info):
          #expect(info.greeting.description == "220 mail.sandbox.invalid ESMTP ready")
          #expect(info.remoteAddress == "127.0.0.1" && info.localAddress == "127.0.0.1")
        case .secured(let evidence): #expect(evidence == receipt.tls)
        case .sent(let bytes, let total): #expect(bytes == receipt.bytes && total == bytes)
        case .willRetry: Issue.record("there was nothing to retry")
        }
      }
    }
  }

  @Test("who cancels on hearing that the last byte is sent can be sure that nothing is delivered")
  func cancelledAtTheEnd() async throws {
    try await withSandbox { sandbox in
      let client = try SMTPClient(sandbox.configuration)
      let message = try Message.sample()
      let sending = Task {
        _ = try await client.send(message) { progress in
          if case .sent(let bytes, let total) = progress, bytes == total { withUnsafeCurrentTask { $0?.cancel() } }
        }
      }
      let error = await #expect(throws: SMTPError.self) { try await sending.value }
      #expect(error?.code == .cancelled)
      #expect(error?.phase == .transfer)
      #expect(error?.isAmbiguous == false)
      let transcript = try await sandbox.nextTranscript()
      #expect(transcript.end.kind == .clientClosed)
      #expect(sandbox.messages.isEmpty)
    }
  }
}

@Suite("A connection that is kept", .timeLimit(.minutes(1)))
struct HeldConnectionTests {
  @Test("it stands until the task is cancelled, and the client is the one who ends it")
  func held() async throws {
    try await withSandbox { sandbox in
      let client = try SMTPClient(sandbox.configuration.with { $0.credentials = .sandbox })
      let (stream, continuation) = AsyncStream.makeStream(of: TLSEvidence.self)
      let task = Task {
        try await client.holdConnection { if case .secured(let evidence) = $0 { continuation.yield(evidence) } }
      }
      var events = sandbox.events().makeAsyncIterator()
      var iterator = stream.makeAsyncIterator()
      #expect(try #require(await iterator.next()).version == .tls13)
      task.cancel()
      _ = await task.result
      while let event = await events.next() {
        if case .closed = event { break }
      }
      let transcript = try await sandbox.nextTranscript()
      #expect([.quit, .clientClosed].contains(transcript.end.kind))
    }
  }

  @Test("a server that refuses, or ends it, is told of")
  func refused() async throws {
    try await withSandbox(script: "auth: 421 4.3.2 Later") { sandbox in
      let client = try SMTPClient(sandbox.configuration.with { $0.credentials = .sandbox })
      let error = await #expect(throws: SMTPError.self) { try await client.holdConnection() }
      #expect(error?.reply?.code == 421)
      #expect(error?.phase == .authentication)
    }
  }

  @Test("a server that is shut down ends it")
  func ended() async throws {
    let sandbox = try await Sandbox.start()
    let client = try SMTPClient(sandbox.configuration)
    let task = Task {
      try await client.holdConnection { if case .secured = $0 { Task { await sandbox.shutdown() } } }
    }
    let error = await #expect(throws: SMTPError.self) { try await task.value }
    await sandbox.shutdown()
    #expect(error?.isTemporary == true)
  }
}
