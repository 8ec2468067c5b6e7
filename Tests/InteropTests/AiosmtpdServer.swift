import Foundation

/// Python's aiosmtpd: SMTP with STARTTLS and with implicit TLS, and LMTP in clear. What it takes is kept as it came.
///
/// Those who are named `nobody` it does not know; `alice` logs in with `correct horse`.
struct AiosmtpdServer: RunningServer {
  struct Settings: Sendable {
    /// In bytes; none where it is nil, and then SIZE is not offered either.
    var sizeLimit: Int?
    var requiresAuthentication = false
    var offersSMTPUTF8 = true
  }

  /// What it tells of a message.
  struct Arrival: Sendable, Decodable {
    let id: Int
    let sender: String
    let recipients: [String]
    /// The parameters of MAIL.
    let options: [String]
    /// `SMTP` or `LMTP`.
    let dialect: String
    /// The mechanism and the user of who logged in.
    let login: [String]?
    /// The version and the suite by its IANA name, for TLS 1.3, or OpenSSL's.
    let tls: [String]?
    /// What came after DATA, dots undone, in base64.
    let content: Data
  }

  let startTLSPort: Int
  let implicitTLSPort: Int
  let lmtpPort: Int
  let trustedCertificate: String
  private let log: LineLog

  static func with<Value>(
    _ settings: Settings = Settings(), isolation: isolated (any Actor)? = #isolation,
    _ body: (AiosmtpdServer) async throws -> Value
  ) async throws -> Value {
    try await TemporaryDirectory.with { directory in
      let authority = try await TestAuthority(in: directory)
      let certificate = try await authority.issue()
      let script = try directory.write(script, to: "server.py")
      return try await LocalProcess.with(
        "env",
        [
          try interpreter(), script, certificate.chain, certificate.key, "\(settings.sizeLimit ?? 0)",
          settings.requiresAuthentication ? "login" : "anybody", settings.offersSMTPUTF8 ? "utf8" : "ascii",
        ]
      ) { process in
        let line = try await process.output.line(containing: "ports ")
        let ports = line.split(separator: " ").compactMap { Int($0) }
        guard ports.count == 3 else { throw LineLog.Ended(awaited: "its ports", lines: process.output.lines) }
        return try await body(
          AiosmtpdServer(
            startTLSPort: ports[0], implicitTLSPort: ports[1], lmtpPort: ports[2],
            trustedCertificate: authority.certificate, log: process.output))
      }
    }
  }

  /// The Python that aiosmtpd was installed for need not be the first in the search path: its own script names it.
  private static func interpreter() throws -> String {
    let path = try Tool.require("aiosmtpd")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    guard let line = text.split(separator: "\n").first, line.hasPrefix("#!") else {
      throw Tool.Missing(program: "the Python of \(path)")
    }
    return line.dropFirst(2).trimmingCharacters(in: .whitespaces)
  }

  /// What has come so far. A message is here before its sender has the reply.
  var arrivals: [Arrival] {
    get throws {
      try log.lines.filter { $0.hasPrefix("{") }.map { try JSONDecoder().decode(Arrival.self, from: Data($0.utf8)) }
    }
  }

  func arrival(queueID: String) async throws -> Arrival {
    let line = try await log.line(containing: "\"id\": \(queueID),")
    return try JSONDecoder().decode(Arrival.self, from: Data(line.utf8))
  }

  func content(queueID: String) async throws -> [UInt8] {
    Array(try await arrival(queueID: queueID).content)
  }

  private static let script = #"""
    import asyncio, base64, itertools, json, ssl, sys
    from aiosmtpd.lmtp import LMTP
    from aiosmtpd.smtp import SMTP, AuthResult

    chain, key, limit, login, charset = sys.argv[1:]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, key)
    numbers = itertools.count(1)

    class Handler:
        def __init__(self, dialect):
            self.dialect = dialect

        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("nobody@"):
                return "550 5.1.1 No such user"
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
            return "250 2.1.5 OK"

        async def handle_DATA(self, server, session, envelope):
            number = next(numbers)
            tls = server.transport.get_extra_info("ssl_object")
            print(json.dumps({
                "id": number, "sender": envelope.mail_from, "recipients": envelope.rcpt_tos,
                "options": envelope.mail_options, "dialect": self.dialect, "login": session.auth_data,
                "tls": tls and [tls.version(), tls.cipher()[0]],
                "content": base64.b64encode(envelope.original_content).decode()}), flush=True)
            reply = f"250 2.0.0 OK queued as {number}"
            if self.dialect == "LMTP":
                return "\r\n".join(reply for _ in envelope.rcpt_tos)
            return reply

    def authenticate(server, session, envelope, mechanism, data):
        if (data.login, data.password) != (b"alice", b"correct horse"):
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=[mechanism, "alice"])

    def make(kind, dialect, **options):
        return lambda: kind(
            Handler(dialect), hostname="mail.example.test", data_size_limit=int(limit) or None,
            enable_SMTPUTF8=charset == "utf8", loop=loop, **options)

    async def main():
        ways = [
            (make(SMTP, "SMTP", tls_context=context, require_starttls=True, authenticator=authenticate,
                  auth_required=login == "login"), None),
            (make(SMTP, "SMTP", authenticator=authenticate, auth_required=login == "login",
                  auth_require_tls=False), context),
            (make(LMTP, "LMTP"), None),
        ]
        servers = [await loop.create_server(make, "127.0.0.1", 0, ssl=tls) for make, tls in ways]
        print("ports", *[server.sockets[0].getsockname()[1] for server in servers], flush=True)
        await asyncio.Event().wait()

    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())

    """#
}
