import Logging
import MailSandbox
import NIOCore
import NIOPosix
import Sealpost
import Testing

// The code in the articles of Sources/SMTPSending/SMTPSending.docc, so that it compiles: Scripts/check-articles.py sees to it
// that what stands between each pair of marks is in the article that is named, and that the articles have no other code.

func sendANote(password: Secret) async throws {
  // article: SendingAMessage
  let ada = try Mailbox("Ada Lovelace <ada@example.com>")
  let charles = try Mailbox("charles@example.com")
  let client = try SMTPClient(host: "smtp.example.com", credentials: .password("ada", password))

  let message = Message(from: ada, to: [charles], subject: "Notes", text: "See note G.")
  let receipt = try await client.send(message)
  for recipient in receipt.recipients {
    print(recipient.address, recipient.outcome, recipient.reply?.description ?? "")
  }
  await client.shutdown()
  // end
}

func sendAttachments(client: SMTPClient, ada: Mailbox, charles: Mailbox) async throws {
  // article: SendingAMessage
  var message = Message(from: ada, to: [charles], subject: "The engine")
  message.text = "The drawings are attached."
  message.html = "<p>The drawings are attached.</p>"
  message.attachments = [try Attachment(file: "drawings.pdf")]
  _ = try await client.send(message)
  // end
}

func sendStored(client: SMTPClient) async throws {
  // article: SendingAMessage
  let stored = try StoredMessage(file: "notes.eml")
  _ = try await client.send(stored)
  // end
}

func sendWithRequests(client: SMTPClient, message: Message) async throws {
  // article: SendingAMessage
  var routing = SMTPClient.Routing(recipients: [try EmailAddress("charles@example.com")])
  routing.reversePath = .address(try EnvelopeAddress("bounces@example.com"))
  routing.options.dsn = DSNRequest(notification: [.success, .failure], envelopeID: try EnvelopeID("order-4711"))
  routing.options.requiresTLS = true
  _ = try await client.send(message, routing: routing)
  // end
}

func tlsPolicy() throws -> SMTPClient.Configuration {
  // article: TLSPolicyAndEvidence
  var policy = TLSPolicy.implicitTLS
  policy.minimum = .tls13
  policy.additionalTrustRoots = [.file("/etc/ssl/our-authority.pem")]
  policy.pins = [try PublicKeyPin("sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
  let configuration = SMTPClient.Configuration(host: "smtp.example.com", tls: policy)
  // end
  return configuration
}

func readEvidence(client: SMTPClient, message: Message) async {
  // article: TLSPolicyAndEvidence
  do {
    let receipt = try await client.send(message)
    if let tls = receipt.tls {
      print(tls.version?.description ?? "", tls.cipherSuite?.description ?? "", tls.offeredVersions)
    }
  } catch {
    print("nothing was sent:", error.code, error.evidence?.offeredVersions ?? [])
  }
  // end
}

func deprecatedVersions() -> TLSPolicy {
  // article: TLSPolicyAndEvidence
  var policy = TLSPolicy.startTLS
  policy.minimum = .tls10
  policy.dangerously = [.allowDeprecatedVersions]
  // end
  return policy
}

func passwords(password: Secret) -> [Credentials] {
  // article: Authentication
  let credentials = Credentials.password("ada", password)
  let bound = credentials.restricted(to: [.scramSHA256Plus])
  // end
  return [credentials, bound]
}

func tokens(fetchToken: @escaping @Sendable () async throws -> AccessToken) throws -> SMTPClient {
  // article: Authentication
  let credentials = Credentials.accessToken("ada@example.com") { try await fetchToken() }
  let client = try SMTPClient(host: "smtp.office365.com", credentials: credentials)
  // end
  return client
}

func certificates() -> SMTPClient.Configuration {
  // article: Authentication
  var policy = TLSPolicy.startTLS
  policy.clientCertificate = TLSPolicy.ClientCertificate(
    chain: .file("/etc/ssl/ada.pem"), privateKey: .file("/etc/ssl/private/ada.key"))
  let configuration = SMTPClient.Configuration(host: "smtp.example.com", tls: policy, credentials: .external())
  // end
  return configuration
}

func pooling() throws -> SMTPClient {
  // article: PoolingAndLimits
  var configuration = SMTPClient.Configuration(host: "smtp.example.com")
  configuration.pool.maximumConnections = 10
  configuration.pool.idleTimeOut = .seconds(60)
  configuration.pool.waitingLimit = .seconds(20)
  let client = try SMTPClient(configuration)
  // end
  return client
}

func sharing(client: SMTPClient, messages: [Message]) async {
  // article: PoolingAndLimits
  await withTaskGroup(of: Void.self) { group in
    for message in messages {
      group.addTask {
        do {
          _ = try await client.send(message)
        } catch {
          print("not sent:", error)
        }
      }
    }
  }
  await client.shutdown()
  // end
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, *)
func onOneLoop(_ configuration: SMTPClient.Configuration, _ messages: [Message]) async throws {
  // article: PoolingAndLimits
  let loop = MultiThreadedEventLoopGroup.singleton.next()
  let client = try SMTPClient(configuration, eventLoopGroup: loop)
  try await withThrowingTaskGroup(of: DeliveryReceipt.self) { group in
    for message in messages {
      group.addTask(executorPreference: EventLoopTaskExecutor(loop)) { try await client.send(message) }
    }
    for try await receipt in group { print(receipt.outcome) }
  }
  // end
}

func limits(_ configuration: inout SMTPClient.Configuration) {
  // article: PoolingAndLimits
  configuration.pool.limits = .microsoft365
  // end
}

func errors(client: SMTPClient, message: Message) async {
  // article: ErrorsAndRetries
  do {
    let receipt = try await client.send(message)
    for recipient in receipt.recipients where recipient.outcome != .accepted {
      print("not taken for", recipient.address, recipient.reply?.description ?? "")
    }
  } catch {
    if error.isAmbiguous {
      print("it may have been delivered; to send it again may deliver it twice")
    } else if error.isTemporary {
      print("nobody has it; try again later")
    }
    print(error.code, error, error.advice ?? "")
  }
  // end
}

func retries(_ configuration: inout SMTPClient.Configuration) {
  // article: ErrorsAndRetries
  configuration.retryPolicy = RetryPolicy(
    maximumAttempts: 6, base: .seconds(2), cap: .seconds(60), deadline: .seconds(600))
  configuration.timeOuts.connect = .seconds(10)
  // end
}

func streaming(client: SMTPClient, buffers: AsyncThrowingStream<ByteBuffer, any Error>) async throws {
  // article: Streaming
  let receipt = try await client.send(
    streaming: buffers, from: .address(EnvelopeAddress("ada@example.com")),
    to: [EmailAddress("charles@example.com")], needs: .eightBitBody)
  print(receipt.bytes)
  // end
}

func progress(client: SMTPClient, message: Message) async throws {
  // article: Streaming
  _ = try await client.send(message) { progress in
    if case .sent(let bytes, let total?) = progress { print(bytes * 100 / max(1, total), "%") }
  }
  // end
}

func proxies(_ configuration: inout SMTPClient.Configuration, password: Secret) {
  // article: WaysOut
  configuration.proxy = .socks5(host: "proxy.example.com", credentials: .init("ada", password))
  configuration.localAddress = "192.0.2.7"
  // end
}

func unixSockets() throws -> SMTPClient {
  // article: WaysOut
  var configuration = SMTPClient.Configuration(
    endpoint: .unix(path: "/var/run/dovecot/lmtp"), tls: .dangerouslyPlaintext)
  configuration.dialect = .lmtp
  let client = try SMTPClient(configuration)
  // end
  return client
}

func verificationNames(_ configuration: inout SMTPClient.Configuration) {
  // article: WaysOut
  configuration.endpoint.host = "192.0.2.25"
  configuration.tls.verificationName = "smtp.example.com"
  // end
}

func keyLog(_ configuration: inout SMTPClient.Configuration) {
  // article: WaysOut
  configuration.tls.keyLogFile = "/tmp/keys.log"
  configuration.tls.dangerously.insert(.logKeys)
  // end
}

// article: TestingWithTheSandbox
@Test("the note is sent again where the server is busy, over TLS 1.3")
func noteIsRetried() async throws {
  let script = try SandboxScript(parsing: "mail: 451 4.3.0 Later")
  let sandbox = try await Sandbox.start(script: script)
  var configuration = SMTPClient.Configuration(
    host: sandbox.host, port: sandbox.port,
    credentials: .password(SandboxCredentials.defaultUser, Secret(SandboxCredentials.defaultPassword)))
  configuration.tls.trustRoots = .none
  configuration.tls.additionalTrustRoots = [.pem(sandbox.authority.pem)]
  configuration.retryPolicy.base = .milliseconds(1)

  let ada = try Mailbox("ada@example.com")
  let receipt = try await SMTPClient(configuration).send(
    Message(from: ada, to: [ada], subject: "Notes", text: "See note G."))

  #expect(receipt.attempts.map(\.outcome) == [.deferred, .accepted])
  let message = try await sandbox.nextMessage()
  #expect(message.evidence?.version == .tls13)
  #expect(message.text.contains("See note G."))
  await sandbox.shutdown()
}
// end
