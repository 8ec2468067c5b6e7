import MailDiagnosis
import Foundation
import MIME
import MailSandbox
import NIOCore
import SASL
import SMTPCore
import SMTPSending
import TLSWire

/// The main job on an embedded server, in two acts: a message is sent and proven, and an old client is turned away.
struct Demonstration: Sendable {
  private let sandbox: Sandbox

  static func start() async throws -> Demonstration {
    Demonstration(sandbox: try await Sandbox.start(profile: .office365))
  }

  func end() async {
    await sandbox.shutdown()
  }

  var endpoint: SMTPClient.Endpoint { SMTPClient.Endpoint(host: sandbox.host, port: sandbox.port) }

  /// Plays both acts, and shows each page as it comes.
  func run(show: @Sendable (Sheet) throws -> Void) async throws -> Result {
    let delivery = try await deliver()
    try show(delivery.sheet(endpoint))
    let refusal = try await meetRefusal()
    try show(refusal.sheet)
    let result = Result(delivery: delivery, refusal: refusal)
    try show(result.sheet)
    return result
  }

  /// Sends a message with an attachment over STARTTLS, as the default policy has it.
  private func deliver() async throws -> Delivery {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sealpost-demo-\(UUID().uuidString.lowercased())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appendingPathComponent("readings.csv")
    let rows = (1...200).map { "\($0),\($0 * $0)\n" }.joined()
    try Data("number,square\n\(rows)".utf8).write(to: file)
    let message = try Self.message(attaching: file.path)
    var stream = try message.makeStream()
    var written: [UInt8] = []
    while let chunk = try stream.next() { written += chunk }
    let receipt = try await client(.startTLS).send(message)
    let arrived = try await sandbox.nextMessage()
    return Delivery(
      receipt: receipt, arrived: arrived, isUnchanged: arrived.content.readableBytesView.elementsEqual(written))
  }

  /// Sends the same way, held to TLS 1.0.
  private func meetRefusal() async throws -> Refusal {
    var policy = TLSPolicy.startTLS
    policy.minimum = .tls10
    policy.maximum = .tls10
    policy.dangerously = .allowDeprecatedVersions
    let message = try Self.textMessage(subject: "From a client of yesterday", text: "This should not arrive.\n")
    let client = try client(policy)
    do throws(SMTPError) {
      _ = try await client.send(message)
      return Refusal(error: nil)
    } catch {
      return Refusal(error: error)
    }
  }

  private func client(_ policy: TLSPolicy) throws(SMTPError) -> SMTPClient {
    var policy = policy
    policy.trustRoots = .none
    policy.additionalTrustRoots = [.pem(sandbox.authority.pem)]
    policy.verificationName = "localhost"
    var configuration = SMTPClient.Configuration(
      host: endpoint.host, port: endpoint.port, tls: policy,
      credentials: .password(SandboxCredentials.defaultUser, Secret(SandboxCredentials.defaultPassword)))
    configuration.retryPolicy = .never
    return try SMTPClient(configuration)
  }

  private static func message(attaching path: String) throws -> Message {
    var message = try textMessage(
      subject: "Readings \u{2013} with a proof",
      text: "The readings of today are attached.\n\n.\nA line with a dot is no end.\n")
    message.html = "<p>The readings of today are attached.</p>\n"
    message.attachments = [try Attachment(file: path)]
    return message
  }

  private static func textMessage(subject: String, text: String) throws -> Message {
    let sender = try EmailAddress(SandboxCredentials.defaultUser)
    return Message(
      from: Mailbox(name: "Sealpost Demo", address: sender),
      to: [try Mailbox("Ada Lovelace <ada@example.com>"), try Mailbox("alan@example.net")], subject: subject, text: text
    )
  }
}
