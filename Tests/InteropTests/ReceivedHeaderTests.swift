import Foundation
import MIME
import MailDiagnosis
import SMTPSending
import TLSWire
import Testing

@Suite(
  "Headers that Postfix writes", .serialized, .needs("master", "dovecot", "openssl"), .needsRoot,
  .timeLimit(.minutes(2)))
struct ReceivedHeaderTests {
  @Test(
    "claim the version and the cipher suite that were seen on the wire",
    arguments: [TLSWire.TLSVersion.tls10, .tls11, .tls12, .tls13])
  func postfix(version: TLSWire.TLSVersion) async throws {
    try await PostfixServer.with(.init(versions: .v1_0 ... .v1_3)) { server in
      let content = "From: alice@example.test\r\nTo: bob@example.test\r\nSubject: interop\r\n\r\nHello.\r\n"
      let client = try PostfixDelivery.exactly(version).client(for: server)
      let receipt = try await client.send(try StoredMessage(bytes: Array(content.utf8)))
      _ = try await server.delivered(queueID: #require(receipt.queueID))
      let inbox = server.directory.path("mail/inbox/new")
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: inbox).first)
      let trace = MailTrace(Array(try Data(contentsOf: URL(filePath: "\(inbox)/\(name)"))))

      let submission = try #require(trace.submission)
      #expect(receipt.tls?.version == version)
      #expect(submission.field.tls?.version == version)
      #expect(submission.field.tls?.cipherSuite == receipt.tls?.cipherSuite)
      #expect(submission.field.product == .postfix)
      #expect(submission.field.keyword?.isAuthenticated == true)
      #expect(submission.field.id == receipt.queueID)
    }
  }
}
