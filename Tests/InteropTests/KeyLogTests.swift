import MIME
import MailSandbox
import SMTPSending
import TLSWire
import Testing

@Suite("The key log and tshark", .serialized, .needs("tshark"), .needsRoot, .timeLimit(.minutes(2)))
struct KeyLogTests {
  @Test(
    "a captured session is readable with the file, and not without it",
    arguments: [TLSWire.TLSVersion.tls12, .tls13], [Tshark.Service.startTLS, .implicitTLS])
  func decrypts(version: TLSWire.TLSVersion, service: Tshark.Service) async throws {
    try await TemporaryDirectory.with { directory in
      let sandbox = try await Sandbox.start(profile: .modern, implicitTLS: service == .implicitTLS)
      do {
        try await decrypt(sandbox, version, service, in: directory)
      } catch {
        await sandbox.shutdown()
        throw error
      }
      await sandbox.shutdown()
    }
  }

  private func decrypt(
    _ sandbox: Sandbox, _ version: TLSWire.TLSVersion, _ service: Tshark.Service, in directory: TemporaryDirectory
  ) async throws {
    let keys = directory.path("keys.log")
    let capture = directory.path("capture.pcapng")
    var policy = TLSPolicy(service == .implicitTLS ? .implicit : .startTLS)
    policy.minimum = version
    policy.maximum = version
    policy.trustRoots = .none
    policy.additionalTrustRoots = [.pem(sandbox.authority.pem)]
    policy.keyLogFile = keys
    policy.dangerously = .logKeys
    var configuration = SMTPClient.Configuration(host: "localhost", port: sandbox.port, tls: policy)
    // tshark reads the commands of a flight only where no chunk is among them.
    configuration.chunking = .never
    let client = try SMTPClient(configuration)
    let message = Message(
      from: try Mailbox("alice@example.test"), to: [try Mailbox("bob@example.test")], subject: "c1pher", text: "Hi")
    let receipt = try await Tshark.capture(to: capture, ports: [sandbox.port]) {
      let receipt = try await client.send(message)
      await client.shutdown()
      return receipt
    }
    #expect(receipt.tls?.version == version)
    for hasKeys in [true, false] {
      let decoding =
        service == .implicitTLS
        ? ["-d", "tcp.port==\(sandbox.port),tls", "-d", "tls.port==\(sandbox.port),smtp"]
        : ["-d", "tcp.port==\(sandbox.port),smtp"]
      let result = try await LocalProcess.run(
        "tshark",
        ["-r", capture, "-n"] + decoding + (hasKeys ? ["-o", "tls.keylog_file:\(keys)"] : []) + [
          "-Y", "tls && smtp.req.parameter", "-T", "fields", "-e", "smtp.req.parameter",
        ])
      #expect(result.output.text.contains("FROM:<alice@example.test>") == hasKeys, "\(result.output.text)")
      #expect(result.output.text.contains("TO:<bob@example.test>") == hasKeys, "\(result.output.text)")
    }
  }
}
