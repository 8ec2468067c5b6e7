import MailSandbox
import NIOSSL
import SASL
import TLSWire

extension TLSConfiguration {
  /// A client that speaks these versions, trusts the authority, and checks the name `localhost`.
  static func client(
    trusting authority: SandboxAuthority, _ versions: ClosedRange<TLSWire.TLSVersion> = .tls12 ... .tls13
  ) throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = try authority.trustRoots()
    configuration.minimumTLSVersion = versions.lowerBound.library
    configuration.maximumTLSVersion = versions.upperBound.library
    if versions.lowerBound < .tls12 { configuration.cipherSuites = "ALL" }
    return configuration
  }
}

extension TLSWire.TLSVersion {
  fileprivate var library: NIOSSL.TLSVersion {
    switch self {
    case .tls10: .tlsv1
    case .tls11: .tlsv11
    case .tls12: .tlsv12
    default: .tlsv13
    }
  }
}

/// Text in base64, as AUTH has it.
func base64(_ text: String) -> String { String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self) }

extension TestClient {
  /// AUTH LOGIN; gives the last reply.
  func login(
    as user: String = SandboxCredentials.defaultUser, password: String = SandboxCredentials.defaultPassword
  ) async throws -> String {
    for line in ["AUTH LOGIN", base64(user)] {
      let reply = try await command(line)
      guard reply.hasPrefix("334") else { return reply }
    }
    return try await command(base64(password))
  }

  /// Greeting and EHLO; gives the last reply.
  static func inClear(to sandbox: Sandbox) async throws -> (TestClient, ehlo: String) {
    let client = try await TestClient.connect(port: sandbox.port)
    _ = try await client.reply()
    return (client, try await client.command("EHLO client.example.com"))
  }

  /// Greeting, EHLO, STARTTLS and EHLO again; gives the last reply.
  static func overTLS(
    to sandbox: Sandbox, _ versions: ClosedRange<TLSWire.TLSVersion> = .tls12 ... .tls13
  ) async throws -> (TestClient, ehlo: String) {
    let client = try await TestClient.connect(port: sandbox.port)
    _ = try await client.reply()
    _ = try await client.command("EHLO client.example.com")
    _ = try await client.command("STARTTLS")
    try await client.startTLS(.client(trusting: sandbox.authority, versions))
    return (client, try await client.command("EHLO client.example.com"))
  }

  /// AUTH XOAUTH2, which every profile with AUTH takes.
  func authenticate(
    as user: String = SandboxCredentials.defaultUser, token: String = SandboxCredentials.defaultToken
  ) async throws -> String {
    let message = Array("user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8)
    let reply = try await command("AUTH XOAUTH2 " + String(decoding: Base64.encode(message), as: UTF8.self))
    // A refused token is first told of in a challenge, which an empty line answers.
    return reply.hasPrefix("334") ? try await command("") : reply
  }

  /// MAIL, RCPT, DATA and a message; gives the reply to each, as far as they are positive.
  func sendMessage(
    from sender: String = "user@example.com", to recipient: String = "bob@example.net",
    text: String = "Subject: x\r\n\r\nHello\r\n"
  ) async throws -> [String] {
    var replies: [String] = []
    for line in ["MAIL FROM:<\(sender)>", "RCPT TO:<\(recipient)>", "DATA", text + "."] {
      replies.append(try await command(line))
      guard let first = replies.last?.first, "23".contains(first) else { break }
    }
    return replies
  }
}
