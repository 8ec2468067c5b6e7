import Foundation
import NIOCore
import NIOPosix
import SMTPSending
import TLSWire
import Testing
import MIME

@testable import MailDiagnosis

@Suite("A hello recorder", .timeLimit(.minutes(1)))
struct HelloRecorderTests {
  /// Records what `client` says on the port that it is given.
  private func record(_ client: @escaping @Sendable (Int) async throws -> Void) async throws -> ClientHello {
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    async let hello = HelloRecorder.record(host: "127.0.0.1", port: 0) { port.yield($0) }
    for await number in ports {
      try await client(number)
      break
    }
    return try await hello
  }

  @Test("recognises this package's own client, after STARTTLS and without it", arguments: [true, false])
  func own(startTLS: Bool) async throws {
    let hello = try await record { port in
      var configuration = SMTPClient.Configuration(
        host: "localhost", port: port, tls: startTLS ? .startTLS : .implicitTLS)
      configuration.retryPolicy = .never
      let client = try SMTPClient(configuration)
      await #expect(throws: SMTPError.self) {
        try await client.send(try StoredMessage(bytes: Array("From: a@example.com\nTo: b@example.com\n\n".utf8)))
      }
    }
    var connection = ObservedConnection(client: "127.0.0.1:1", server: "127.0.0.1:2")
    connection.clientHello = hello
    connection.identify()
    #expect(connection.library?.name == "BoringSSL")
    #expect(connection.library?.certainty == .exact)
    #expect(connection.fingerprint?.ja4.hasPrefix("t13d17") == true)

    let json = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(connection)) as? [String: Any]
    #expect((json?["library"] as? [String: Any])?["certainty"] as? String == "exact")
    #expect((json?["fingerprint"] as? [String: Any])?["ja3"] as? String == connection.fingerprint?.ja3)
  }

  @Test("goes on after clients that bring no hello")
  func others() async throws {
    let hello = ClientHello.probe()
    let recorded = try await record { port in
      for bytes in [ByteBuffer(), ByteBuffer(string: "QUIT\r\n"), ByteBuffer(bytes: [22, 0, 0, 0, 0]), hello.encode()] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
          .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(bytes)
        // The recorder may have closed it first.
        try? await channel.close()
      }
    }
    #expect(recorded == hello)
  }

  @Test("ends with its task")
  func cancelled() async throws {
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let work = Task { try await HelloRecorder.record(host: "127.0.0.1", port: 0) { port.yield($0) } }
    for await number in ports {
      // One client that never says anything is there when it ends.
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: number).get()
      work.cancel()
      try await channel.closeFuture.get()
      break
    }
    await #expect(throws: CancellationError.self) { try await work.value }
  }
}
