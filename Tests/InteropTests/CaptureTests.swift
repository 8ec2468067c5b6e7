import Foundation
import MailDiagnosis
import MailSandbox
import TLSWire
import Testing

/// What `capture` and tshark read from the same files.
///
/// Each client makes one connection with each version that it speaks. Both then read the recording, and the same recording
/// with packets dropped, doubled and in another order.
@Suite(
  "Captures against tshark", .serialized,
  .needs("tshark", "editcap", "openssl", "python3", "curl", "gnutls-cli", "node", "tstclnt", "swaks"), .needsRoot,
  .timeLimit(.minutes(10)))
struct CaptureTests {
  /// What one connection agreed on.
  struct Answer: Hashable, CustomStringConvertible {
    let version: UInt16?
    let cipherSuite: UInt16?
    let serverName: String?

    init(_ handshake: CapturedHandshake) {
      version = handshake.version
      cipherSuite = handshake.cipherSuite?.code
      serverName = handshake.serverName
    }

    init(_ connection: ObservedConnection) {
      version = connection.version?.rawValue
      cipherSuite = connection.tls?.cipherSuite?.rawValue
      serverName = connection.tls?.serverName
    }

    var description: String {
      let codes = [version, cipherSuite].map { $0.map { String($0, radix: 16) } ?? "none" }
      return "\(codes[0]) \(codes[1]) \(serverName ?? "no name")"
    }
  }

  @Test("STARTTLS: every client, every version")
  func startTLS() async throws {
    try await withSandbox(implicitTLS: false) { target, directory in
      try await compare(
        target, clients: CapturedClient.withStartTLS, versions: PeerTLSVersion.allCases, in: directory)
    }
  }

  @Test("TLS from the first byte: every client, every version")
  func implicitTLS() async throws {
    try await withSandbox(implicitTLS: true) { target, directory in
      try await compare(target, clients: CapturedClient.allCases, versions: PeerTLSVersion.allCases, in: directory)
    }
  }

  @Test("a HelloRetryRequest in between, and certificates of RSA")
  func helloRetryRequest() async throws {
    try await TemporaryDirectory.with { directory in
      let certificate = try await TestAuthority(in: directory).issue()
      let settings = OpenSSLServer.Settings(versions: .v1_0 ... .v1_3, groups: ["secp384r1"])
      try await OpenSSLServer.with(certificate: certificate, settings) { server in
        let target = CapturedClient.Target(
          port: server.port, startTLS: false, isMail: false, authority: certificate.chain)
        let connections = try await compare(
          target, clients: CapturedClient.withoutMail, versions: PeerTLSVersion.allCases, in: directory)
        #expect(connections.count { $0.hasHelloRetryRequest } >= 3)
      }
    }
  }

  private func withSandbox(
    implicitTLS: Bool, _ body: (CapturedClient.Target, TemporaryDirectory) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.with { directory in
      var profile = SandboxProfile.modern
      profile.tlsVersions = .tls10 ... .tls13
      let sandbox = try await Sandbox.start(profile: profile, implicitTLS: implicitTLS)
      do {
        let authority = try directory.write(sandbox.authority.pem, to: "ca.pem")
        let target = CapturedClient.Target(
          port: sandbox.port, startTLS: !implicitTLS, isMail: true, authority: authority)
        try await body(target, directory)
      } catch {
        await sandbox.shutdown()
        throw error
      }
      await sandbox.shutdown()
    }
  }

  /// Records all clients with all versions, and compares what both programs read.
  @discardableResult
  private func compare(
    _ target: CapturedClient.Target, clients: [CapturedClient], versions: [PeerTLSVersion],
    in directory: TemporaryDirectory
  ) async throws -> [ObservedConnection] {
    let recording = directory.path("recording.pcapng")
    try await Tshark.capture(to: recording, ports: [target.port]) {
      for client in clients {
        for version in versions { try await client.connect(to: target, version, in: directory) }
      }
    }
    let (connections, answers) = try await answers(in: recording, target)
    let handshakes = try await CapturedHandshake.read(file: recording, ports: service(target))
    // Each run is one connection, in its turn.
    let runs = clients.flatMap { client in versions.map { (client, $0) } }
    try #require(handshakes.count == runs.count, "\(handshakes.map { Answer($0).description })")
    for (handshake, run) in zip(handshakes, runs) {
      #expect(handshake.version == run.1.rawValue, "\(run.0) was to speak \(run.1)")
      // Our swaks is given no name to send.
      #expect(handshake.serverName == (run.0 == .swaks ? nil : "localhost"), "\(run.0) \(run.1)")
      #expect(answers[handshake.clientPort] == Answer(handshake), "\(run.0) \(run.1)")
      let connection = connections.first { $0.client.hasSuffix(":\(handshake.clientPort)") }
      #expect(connection?.hasHelloRetryRequest == handshake.helloRetryRequest, "\(run.0) \(run.1)")
      #expect(connection?.tls?.cipherSuite?.description == handshake.cipherSuite?.name, "\(run.0) \(run.1)")
    }
    try await compareChanged(recording, target, truth: answers, in: directory)
    return connections
  }

  /// The same with changed copies. What tshark can still read must be read, and nothing may be read otherwise.
  private func compareChanged(
    _ recording: String, _ target: CapturedClient.Target, truth: [Int: Answer], in directory: TemporaryDirectory
  ) async throws {
    let plain = directory.path("plain.pcap")
    try await LocalProcess.run("editcap", ["-F", "pcap", recording, plain])
    let capture = try RewrittenCapture(file: plain)
    for change in RewrittenCapture.Change.allCases {
      for seed in 1...3 as ClosedRange<UInt64> {
        let file = directory.path("\(change.rawValue)-\(seed).pcap")
        try capture.write(change, seed: seed, to: file)
        let (_, answers) = try await answers(in: file, target)
        let handshakes = try await CapturedHandshake.read(
          file: file, ports: service(target), preferences: ["tcp.reassemble_out_of_order:TRUE"])
        // tshark takes what is left of one connection for two now and then.
        var read: Set<Int> = []
        for handshake in handshakes {
          let right = try #require(truth[handshake.clientPort])
          let own = answers[handshake.clientPort]
          let theirs = Answer(handshake)
          if theirs.version == right.version, theirs.cipherSuite == right.cipherSuite {
            read.insert(handshake.clientPort)
            #expect(own?.version == theirs.version, "\(change) \(seed), port \(handshake.clientPort)")
            #expect(own?.cipherSuite == theirs.cipherSuite, "\(change) \(seed), port \(handshake.clientPort)")
          }
          if theirs.serverName != nil {
            #expect(own?.serverName == theirs.serverName, "\(change) \(seed), port \(handshake.clientPort)")
          }
        }
        for (port, answer) in answers {
          let right = truth[port]
          #expect(answer.version == nil || answer.version == right?.version, "\(change) \(seed), port \(port)")
          #expect(
            answer.cipherSuite == nil || answer.cipherSuite == right?.cipherSuite, "\(change) \(seed), port \(port)")
        }
        #expect(answers.values.count { $0.version != nil } >= read.count, "\(change) \(seed)")
        // Where nothing is missing nothing may be lost.
        if change == .doubled || change == .jumbled || change == .shuffled {
          #expect(answers == truth, "\(change) \(seed)")
        }
      }
    }
  }

  private func service(_ target: CapturedClient.Target) -> [Int: Tshark.Service] {
    [target.port: target.startTLS ? .startTLS : .implicitTLS]
  }

  /// What `capture` reads, by the port of the client; without connections that were refused.
  private func answers(
    in file: String, _ target: CapturedClient.Target
  ) async throws -> (connections: [ObservedConnection], answers: [Int: Answer]) {
    let capture = try await Capture.read(.file(file), ports: [UInt16(target.port)])
    let connections = capture.connections.filter { $0.bytesFromClient + $0.bytesFromServer > 0 }
    var answers: [Int: Answer] = [:]
    for connection in connections {
      let port = try #require(connection.client.split(separator: ":").last.flatMap { Int($0) })
      answers[port] = Answer(connection)
    }
    return (connections, answers)
  }
}
