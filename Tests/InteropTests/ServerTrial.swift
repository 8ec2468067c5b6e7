import MIME
import NIOCore
import SMTPCore
import SMTPSending
import TLSWire
import Testing

/// What Sealpost's client has to get done at any server.
enum ServerTrial {
  /// Sends every sample on one connection, and expects each to arrive byte for byte.
  /// - Parameter check: is given each receipt, for what is particular to a server.
  static func everySampleArrives(
    at server: some RunningServer, _ configuration: SMTPClient.Configuration,
    isolation: isolated (any Actor)? = #isolation,
    check: (DeliveryReceipt, _ queueID: String) async throws -> Void = { _, _ in }
  ) async throws {
    let client = try SMTPClient(configuration)
    for (number, sample) in SampleMessage.all.enumerated() {
      let receipt = try await client.send(try sample.stored())
      #expect(receipt.outcome == .accepted)
      #expect(receipt.isConnectionReused == (number > 0), "\(sample)")
      #expect(receipt.notes.isEmpty, "\(sample): \(receipt.notes)")
      if configuration.tls.mode != .dangerouslyPlaintext {
        #expect(receipt.tls?.version == configuration.tls.maximum)
        #expect(receipt.tls?.libraryVersion == receipt.tls?.version)
        #expect(receipt.tls?.certificate?.verified == true)
      }
      let queueID = try #require(receipt.queueID)
      #expect(try await server.content(queueID: queueID) == sample.expected, "\(sample)")
      try await check(receipt, queueID)
    }
    await client.shutdown()
  }

  /// Sends to some whom the server knows and some whom it does not, then to none whom it knows, and expects the connection to
  /// carry a message after each.
  static func refusedRecipients(
    at server: some RunningServer, _ configuration: SMTPClient.Configuration,
    isolation: isolated (any Actor)? = #isolation
  ) async throws {
    let client = try SMTPClient(configuration)
    let message = try SampleMessage.all[1].stored()
    func send(to recipients: String...) async throws -> DeliveryReceipt {
      try await client.send(
        message, routing: SMTPClient.Routing(recipients: try recipients.map { try EmailAddress($0) }))
    }
    _ = try await send(to: "bob@example.test")
    let some = try await send(to: "bob@example.test", "nobody@example.test", "carol@example.test")
    #expect(some.recipients.map(\.outcome) == [.accepted, .rejected, .accepted])
    #expect(some.recipients.map { $0.reply?.code } == [250, 550, 250])
    #expect(some.isConnectionReused)
    #expect(try await server.content(queueID: try #require(some.queueID)) == SampleMessage.all[1].expected)

    let none = try await #require(throws: SMTPError.self) { try await send(to: "nobody@example.test") }
    #expect(none.code == .refused)
    #expect(none.reply?.code == 550)
    #expect(none.receipt?.recipients.map(\.outcome) == [.rejected])

    let after = try await send(to: "bob@example.test")
    #expect(after.outcome == .accepted && after.isConnectionReused)
    #expect(try await server.content(queueID: try #require(after.queueID)) == SampleMessage.all[1].expected)
    await client.shutdown()
  }

  /// Sends a message that is over the limit, once with its size and once without, and then one that is not, on one connection.
  static func tooLarge(
    at server: some RunningServer, limit: Int, isolation: isolated (any Actor)? = #isolation
  ) async throws {
    let client = try SMTPClient(server.configuration())
    let line = String(repeating: "x", count: 70) + "\r\n"
    let bytes = Array((SampleMessage.header + String(repeating: line, count: limit / 60)).utf8)
    let known = try await #require(throws: SMTPError.self) { try await client.send(try StoredMessage(bytes: bytes)) }
    #expect(known.code == .messageTooLarge && known.detail.contains("\(limit)"), "\(known)")
    #expect(known.reply == nil, "it was the client's own judgement")

    let (buffers, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
    continuation.yield(ByteBuffer(bytes: bytes))
    continuation.finish()
    let unknown = try await #require(throws: SMTPError.self) {
      try await client.send(
        streaming: buffers, from: .address(try EnvelopeAddress("alice@example.test")),
        to: [try EmailAddress("bob@example.test")])
    }
    #expect(unknown.code == .refused && unknown.reply?.code == 552, "\(unknown)")

    let receipt = try await client.send(try SampleMessage.all[0].stored())
    #expect(try await server.content(queueID: try #require(receipt.queueID)) == SampleMessage.all[0].expected)
    await client.shutdown()
  }
}
