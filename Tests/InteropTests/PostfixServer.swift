import Foundation
import NIOConcurrencyHelpers

/// A private Postfix in a temporary directory: submission with STARTTLS and with implicit TLS, passwords checked by a
/// private Dovecot, mail for `example.test` delivered to a Maildir that tests can read.
///
/// ```swift
/// try await PostfixServer.with(.init(versions: .v1_2 ... .v1_3)) { server in
///   // … send through 127.0.0.1:server.startTLSPort …
///   let message = try await server.delivered(queueID: "4Xy…")
///   #expect(message.content == sent)
/// }
/// ```
struct PostfixServer: RunningServer {
  struct Settings: Sendable {
    var versions: ClosedRange<PeerTLSVersion> = .v1_2 ... .v1_3
    /// Key exchange groups by OpenSSL's names, the best first; empty leaves Postfix's own choice.
    var groups: [String] = []
    var users = ["alice": "correct horse"]
    var mechanisms = ["plain", "login"]
    /// With it Dovecot takes access tokens, too, that are signed with it by HS256.
    var tokenKey: [UInt8]?
    /// Without it anyone may send to `example.test`.
    var requiresAuthentication = true
    /// In bytes.
    var messageSizeLimit = 64 << 20
    /// A port of 127.0.0.1 to which all mail for other domains goes, over TLS with any certificate.
    var relayPort: Int?
    /// Issued by an authority of its own for localhost, 127.0.0.1 and ::1 when not given.
    var certificate: CertificateFiles?
  }

  let startTLSPort: Int
  let implicitTLSPort: Int
  let settings: Settings
  /// The path of the authority's certificate that clients have to trust; the certificate itself where one was given.
  let trustedCertificate: String
  let directory: TemporaryDirectory

  private let log: LineLog
  private let firstLine: Int

  /// What Postfix has logged since it was ready.
  var logLines: [String] { Array(log.lines.dropFirst(firstLine)) }

  /// Starts Postfix and Dovecot, waits for the greeting, runs `body`, and ends both.
  static func with<Value>(
    _ settings: Settings = Settings(),
    pickPorts: () async throws -> [Int] = { try await FreePort.pick(2) },
    isolation: isolated (any Actor)? = #isolation,
    _ body: (PostfixServer) async throws -> Value
  ) async throws -> Value {
    try await FreePort.with(pick: pickPorts) { try await once(settings, ports: $0, body) }
  }

  private static func once<Value>(
    _ settings: Settings, ports: [Int], isolation: isolated (any Actor)? = #isolation,
    _ body: (PostfixServer) async throws -> Value
  ) async throws -> Value {
    try await TemporaryDirectory.with { directory in
      let (certificate, trusted) = try await certificate(for: settings, in: directory)
      let configuration = try PostfixConfiguration(
        settings: settings, directory: directory, certificate: certificate, startTLSPort: ports[0],
        implicitTLSPort: ports[1])
      try configuration.write()
      return try await DovecotServer.with(
        in: directory, socket: configuration.authenticationSocket, owner: PostfixConfiguration.owner,
        users: settings.users, mechanisms: settings.mechanisms, tokenKey: settings.tokenKey
      ) {
        // `postfix start-fg` would first spend two seconds on checks of the installed files.
        try await LocalProcess.with("master", ["-s", "-c", configuration.folder]) { process in
          let log = process.output
          do {
            try await log.line(containing: "daemon started")
          } catch let end as LineLog.Ended {
            // Postfix itself says nothing where its log is not yet written.
            guard await FreePort.areFree(ports) else { throw FreePort.Taken(ports: ports) }
            throw end
          }
          let greeting = try await LoopbackProbe.firstLine(port: ports[0])
          guard greeting.hasPrefix("220 ") else { throw NotReady(greeting: greeting, log: log.lines) }
          let firstLine = try await log.wait(for: "the end of the first connection") { lines in
            lines.firstIndex { $0.contains("]: disconnect from ") }.map { $0 + 1 }
          }
          return try await body(
            PostfixServer(
              startTLSPort: ports[0], implicitTLSPort: ports[1], settings: settings, trustedCertificate: trusted,
              directory: directory, log: log, firstLine: firstLine))
        }
      }
    }
  }

  struct NotReady: Error, CustomStringConvertible {
    let greeting: String
    let log: [String]
    var description: String { "Postfix greeted with \"\(greeting)\":\n" + log.joined(separator: "\n") }
  }

  private static func certificate(
    for settings: Settings, in directory: TemporaryDirectory
  ) async throws -> (CertificateFiles, trusted: String) {
    if let certificate = settings.certificate { return (certificate, certificate.certificate) }
    let authority = try await TestAuthority(in: directory)
    return (try await authority.issue(), authority.certificate)
  }

  /// Waits for the first line logged since the server was ready that contains `text`.
  @discardableResult
  func logLine(containing text: String) async throws -> String {
    try await log.line(containing: text, from: firstLine)
  }

  /// Waits until `count` connections have ended and returns what Postfix says of each, the oldest first.
  func sessions(_ count: Int) async throws -> [PostfixSession] {
    try await log.wait(for: "the end of \(count) connections") { [firstLine] lines in
      let sessions = PostfixSession.all(in: lines.dropFirst(firstLine))
      return sessions.count >= count ? sessions : nil
    }
  }

  /// Waits until the message has been delivered to every recipient and returns its copies.
  ///
  /// Throws ``NotDelivered`` when Postfix bounces or defers it.
  func deliveries(queueID: String) async throws -> [DeliveredMessage] {
    try await log.wait(for: "the delivery of \(queueID)") { [firstLine] lines in
      let own = lines.dropFirst(firstLine).filter { $0.contains(" \(queueID): ") }
      if let failed = own.first(where: { $0.contains("status=bounced") || $0.contains("status=deferred") }) {
        throw NotDelivered(line: failed)
      }
      return own.contains { $0.hasSuffix(": removed") } ? true : nil
    }
    return try Maildir(path: directory.path(PostfixConfiguration.inbox)).messages().filter { $0.queueID == queueID }
  }

  /// Waits until the message has been delivered and returns the copy of its first recipient.
  func delivered(queueID: String) async throws -> DeliveredMessage {
    guard let message = try await deliveries(queueID: queueID).first else {
      throw NotDelivered(line: "\(queueID) is not in the Maildir")
    }
    return message
  }

  func content(queueID: String) async throws -> [UInt8] {
    try await delivered(queueID: queueID).content
  }

  struct NotDelivered: Error, CustomStringConvertible {
    let line: String
    var description: String { "not delivered: \(line)" }
  }
}
