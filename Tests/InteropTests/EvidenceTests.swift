import Foundation
import MIME
import SMTPSending
import TLSWire
import Testing

/// The evidence on a receipt and what an independent reader makes of the same packets.
@Suite(
  "The evidence against tshark", .serialized, .needs("master", "dovecot", "openssl", "tshark"), .needsRoot,
  .timeLimit(.minutes(3)))
struct EvidenceTests {
  @Test(
    "version, cipher suite, group, offered versions and server name are equal in every field",
    arguments: [TLSWire.TLSVersion.tls10, .tls11, .tls12, .tls13], [TLSPolicy.Mode.startTLS, .implicit])
  func equalFields(version: TLSWire.TLSVersion, mode: TLSPolicy.Mode) async throws {
    let peer = try #require(PeerTLSVersion(rawValue: version.rawValue))
    try await compare(.init(versions: peer...peer), PostfixDelivery.exactly(version, mode), retried: false)
  }

  @Test("what the default policy negotiates is told right, too", arguments: [TLSPolicy.Mode.startTLS, .implicit])
  func defaultPolicy(mode: TLSPolicy.Mode) async throws {
    try await compare(.init(versions: .v1_0 ... .v1_3), PostfixDelivery(mode: mode), retried: false)
  }

  @Test(
    "a HelloRetryRequest in between changes nothing but the group", arguments: [TLSPolicy.Mode.startTLS, .implicit])
  func helloRetryRequest(mode: TLSPolicy.Mode) async throws {
    let settings = PostfixServer.Settings(versions: .v1_3 ... .v1_3, groups: ["secp384r1"])
    try await compare(settings, PostfixDelivery(mode: mode), retried: true)
  }

  private func compare(_ settings: PostfixServer.Settings, _ delivery: PostfixDelivery, retried: Bool) async throws {
    try await PostfixServer.with(settings) { server in
      let message = Message(
        from: try Mailbox("alice@example.test"), to: [try Mailbox("bob@example.test")], text: "evidence")
      let client = try delivery.client(for: server)
      let service = delivery.mode == .implicit ? Tshark.Service.implicitTLS : .startTLS
      let port = client.configuration.endpoint.port
      let (receipt, handshakes) = try await Tshark.handshakes(on: [port: service]) { try await client.send(message) }
      try #require(handshakes.count == 1)
      let seen = handshakes[0]
      let evidence = try #require(receipt.tls)
      #expect(evidence.version?.rawValue == seen.version)
      #expect(evidence.cipherSuite?.rawValue == seen.cipherSuite?.code)
      #expect(evidence.cipherSuite?.description == seen.cipherSuite?.name)
      #expect(evidence.keyExchange?.rawValue == seen.group?.code)
      #expect(evidence.keyExchange?.description == seen.group?.name)
      #expect(evidence.offeredVersions.map(\.rawValue) == seen.offeredVersions)
      #expect(evidence.serverName == seen.serverName)
      #expect(evidence.serverName == "localhost")
      #expect(evidence.libraryVersion == evidence.version)
      #expect(seen.helloRetryRequest == retried)
    }
  }
}
