import MIME
import SMTPCore
import SMTPSending
import Testing

@Suite(
  "LMTP to Dovecot", .serialized, .needs("dovecot", "lmtp"), .needsRoot, .timeLimit(.minutes(2)))
struct LMTPTests {
  @Test(
    "who is known gets the message, who is not is refused, over TCP and over a Unix socket", arguments: [false, true],
    [SMTPClient.Chunking.automatic, .never])
  func delivered(overUnixSocket: Bool, chunking: SMTPClient.Chunking) async throws {
    try await DovecotDelivery.with(users: ["bob@example.test", "carol@example.test"]) { server in
      let endpoint =
        overUnixSocket
        ? SMTPClient.Endpoint.unix(path: server.socket) : SMTPClient.Endpoint(host: "127.0.0.1", port: server.port)
      var configuration = SMTPClient.Configuration(endpoint: endpoint, tls: TLSPolicy(.dangerouslyPlaintext))
      configuration.dialect = .lmtp
      configuration.chunking = chunking
      configuration.retryPolicy = .never
      let client = try SMTPClient(configuration)
      let recipients = ["bob@example.test", "nobody@example.test", "carol@example.test"]
      let message = Message(
        from: try Mailbox("alice@example.test"), to: try recipients.map { try Mailbox($0) }, subject: "Notes",
        text: "See note G.\n.\n")
      for count in 1...2 {
        let receipt = try await client.send(message)
        #expect(receipt.recipients.map(\.outcome) == [.accepted, .rejected, .accepted])
        #expect(receipt.recipients.map { $0.reply?.code } == [250, 550, 250])
        #expect(receipt.isConnectionReused == (count == 2))
        for user in ["bob@example.test", "carol@example.test"] {
          let delivered = try server.messages(of: user)
          #expect(delivered.count == count)
          #expect(delivered.allSatisfy { $0.contains("See note G.") })
        }
      }
      await client.shutdown()
    }
  }
}
