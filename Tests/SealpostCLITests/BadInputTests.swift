import Foundation
import MailSandbox
import Testing

@Suite("Bad input to send", .timeLimit(.minutes(1)))
struct BadInputTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let arguments: [String]
    let status: Int32
    /// What the line must say, besides being one.
    let says: [String]

    init(_ name: String, _ arguments: [String], _ status: Int32, _ says: String...) {
      testDescription = name
      self.arguments = arguments
      self.status = status
      self.says = says
    }
  }

  static let from = ["--from", "ada@example.com"]
  static let to = ["--to", "alan@example.net"]

  static let cases = [
    Case("controls in an address", from + ["--to", "alan\r\nRCPT@example.net"], 64, "--to", "U+000D"),
    Case("no domain", from + ["--to", "alan@"], 64, "--to", "alan@", "domain"),
    Case("no domain in the author", ["--from", "ada"] + to, 64, "--from", "ada"),
    Case("no recipients", from, 64, "recipient"),
    Case("no author", to, 64, "--from"),
    Case(
      "a missing attachment", from + to + ["--attach", "/no/such/engine.pdf"], 66, "--attach", "/no/such/engine.pdf"),
    Case("a directory attached", from + to + ["--attach", "/"], 66, "--attach"),
    Case("a missing text", from + to + ["--text-file", "/no/such.txt"], 66, "--text-file", "/no/such.txt"),
    Case("a missing page", from + to + ["--html", "/no/such.html"], 66, "--html", "/no/such.html"),
    Case("a missing message", ["--eml", "/no/such.eml"], 66, "--eml", "/no/such.eml"),
    Case("a missing authority", from + to + ["--ca", "/no/such.pem"], 78, "--ca /no/such.pem: ", "does not exist"),
    Case("a directory as authority", from + to + ["--ca", "/"], 78, "--ca /: ", "cannot be read"),
    Case(
      "a missing client certificate", from + to + ["--client-cert", "/no/such.pem", "--client-key", "/no/such.key"], 78,
      "--client-cert with --client-key: ", "/no/such.pem"),
    Case(
      "a missing password", from + to + ["--user", "u", "--password-file", "/no/such"], 78, "--password-file",
      "/no/such"),
    Case("minimum above maximum", from + to + ["--min-tls", "1.3", "--max-tls", "1.2"], 64, "TLSv1.3", "TLSv1.2"),
    Case("maximum below the default minimum", from + to + ["--max-tls", "1.1"], 64, "TLSv1.2", "TLSv1.1"),
    Case("a deprecated minimum", from + to + ["--min-tls", "1.0"], 64, "--dangerously-allow-deprecated-tls"),
    Case("no version", from + to + ["--min-tls", "2"], 64, "--min-tls", "\"2\""),
    Case("no pin", from + to + ["--pin", "abc"], 64, "--pin", "abc"),
    Case("half a client certificate", from + to + ["--client-cert", "c.pem"], 64, "--client-key"),
    Case("TLS options without TLS", from + to + ["--security", "none"], 64, "--ca", "--security none"),
    Case("two texts", from + to + ["--text", "a", "--text-file", "b"], 64, "--text", "--text-file"),
    Case("a message file and a subject", ["--eml", "x.eml", "--subject", "s"], 64, "--subject", "--eml"),
    Case(
      "two passwords", from + to + ["--user", "u", "--password-file", "a", "--token-command", "b"], 64,
      "--token-command"),
    Case("a password without a user", from + to + ["--password-file", "a"], 64, "--user"),
    Case("a user without a password", from + to + ["--user", "u"], 64, "--password-file"),
    Case(
      "a password among the arguments", from + to + ["--user", "u", "--password", "canary-1"], 64, "--password-file",
      "history"),
    Case(
      "standard input twice", ["--eml", "-", "--user", "u", "--password-file", "-"], 64, "--eml", "--password-file"),
    Case("no EHLO name", from + to + ["--helo", "a b"], 64, "--helo"),
    Case("no time", from + to + ["--timeout", "0"], 64, "--timeout"),
    Case("no attempts", from + to + ["--attempts", "0"], 64, "--attempts"),
    Case("a subject of two lines", from + to + ["--subject", "a\r\nBcc: b@example.com"], 65, "U+000D"),
    Case(
      "a failing password command", from + to + ["--user", "u", "--password-command", "echo canary-2; exit 3"], 78,
      "status 3"),
    Case(
      "a proxy's password among the arguments", from + to + ["--proxy", "socks5://a:canary-3@h"], 64,
      "--proxy-password-file"),
    Case("a proxy's user without a password", from + to + ["--proxy", "socks5://a@h"], 64, "--proxy-password-file"),
    Case(
      "a proxy's password without a user", from + to + ["--proxy", "socks5://h", "--proxy-password-file", "f"], 64,
      "--proxy-password-file", "user"),
    Case("a proxy's password without a proxy", from + to + ["--proxy-password-file", "f"], 64, "--proxy"),
    Case(
      "a missing password for the proxy", from + to + ["--proxy", "socks5://a@h", "--proxy-password-file", "/no/such"],
      78, "--proxy-password-file", "/no/such"),
    Case(
      "standard input for both passwords",
      from + to + [
        "--user", "u", "--password-file", "-", "--proxy", "socks5://a@h", "--proxy-password-file", "-",
      ], 64, "--password-file", "--proxy-password-file"),
    Case("no proxy", from + to + ["--proxy", "h:1080"], 64, "--proxy", "socks5://"),
    Case("no address to bind", from + to + ["--bind", "eth0"], 64, "--bind", "eth0"),
    Case(
      "a Unix socket without a name to verify", from + to + ["--server", "unix:/run/lmtp", "--verify-name", ""], 64,
      "--server", "--verify-name"),
    Case("a relative Unix socket", from + to + ["--server", "unix:lmtp"], 64, "--server", "absolute"),
    Case(
      "a proxy to a Unix socket", from + to + ["--server", "unix:/run/lmtp", "--proxy", "socks5://h"], 64, "--proxy",
      "Unix socket"),
    Case(
      "an address for a Unix socket", from + to + ["--server", "unix:/run/lmtp", "--bind", "127.0.0.1"], 64, "--bind",
      "Unix socket"),
    Case(
      "two key logs", from + to + ["--key-log", "a", "--key-log-from-environment"], 64, "--key-log",
      "--key-log-from-environment"),
    Case("a key log in no place", from + to + ["--key-log", "/no/such/keys"], 78, "--key-log: ", "/no/such/keys"),
    Case(
      "a protocol log in no place", from + to + ["--log-protocol", "/no/such/log"], 74, "--log-protocol: ",
      "/no/such/log"),
    Case("a directory as key log", from + to + ["--key-log", "/"], 78, "--key-log: "),
    Case("an empty password", from + to + ["--user", "u", "--password-command", "true"], 78, "--password-command"),
  ]

  @Test("It gives one clear line and its exit code, and nothing is sent", arguments: cases)
  func badInput(_ bad: Case) async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(fixture.send + bad.arguments)
      #expect(run.status == bad.status)
      #expect(run.output.isEmpty)
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      for text in bad.says { #expect(run.errors.contains(text), "\(run.errors)") }
      #expect(!run.errors.contains("canary"))
      await fixture.sandbox.shutdown()
      #expect(fixture.sandbox.transcripts.isEmpty)
    }
  }

  @Test("A message file without a header is unusable, and the line says what it begins with")
  func noHeader() async throws {
    try await SandboxFixture.with { fixture in
      let file = try fixture.files.file("message.eml", "Dear Alan,\n\nno header here.\n")
      let run = await CommandRun.of(fixture.send + ["--eml", file])
      #expect(run.status == 65)
      #expect(run.errors.contains("message.eml") && run.errors.contains("Dear Alan,"))
      #expect(run.errors.split(separator: "\n").count == 1)
      #expect(fixture.sandbox.messages.isEmpty)
    }
  }

  @Test(
    "What is wrong in a message file makes the message unusable, and is no fault of the command line",
    arguments: [
      ("From: ada@example.com\nTo: broken@", "To of"), ("From: broken@\nTo: alan@example.net", "From of"),
      ("From: ada@example.com", "no address in To, Cc or Bcc"), ("To: alan@example.net", "neither a From nor a Sender"),
    ])
  func unusableFile(header: String, says: String) async throws {
    try await SandboxFixture.with { fixture in
      let file = try fixture.files.file("message.eml", "\(header)\n\nHi\n")
      let run = await CommandRun.of(fixture.send + ["--eml", file])
      #expect(run.status == 65, "\(run.errors)")
      #expect(run.errors.hasPrefix("sealpost: --eml \(file): ") && run.errors.contains(says), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1)
      #expect(fixture.sandbox.messages.isEmpty)
    }
  }

  @Test("The only authority is told by its option alone")
  func missingAuthority() async throws {
    let run = await CommandRun.of(["send", "--server", "h", "--ca", "/no/such.pem"] + SandboxFixture.message)
    #expect(run.status == 78)
    #expect(run.errors == "sealpost: --ca: the certificate file /no/such.pem does not exist\n")
  }

  @Test("An authority that may not be read is told with its option", .enabled(if: geteuid() != 0, "root may read it"))
  func forbiddenAuthority() async throws {
    try await SandboxFixture.with { fixture in
      let file = try fixture.files.file("secret.pem", "")
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file)
      let run = await CommandRun.of(
        ["send", "--server", "127.0.0.1:\(fixture.sandbox.port)", "--ca", file] + SandboxFixture.message)
      #expect(run.status == 78)
      #expect(run.errors.hasPrefix("sealpost: --ca: ") && run.errors.contains(file))
    }
  }

  @Test("A file that holds no certificate is a fault of configuration")
  func badAuthority() async throws {
    try await SandboxFixture.with { fixture in
      let file = try fixture.files.file("ca.txt", "not a certificate")
      let run = await CommandRun.of(fixture.send + SandboxFixture.message + ["--ca", file])
      #expect(run.status == 78)
      #expect(run.errors.hasPrefix("sealpost: --ca \(file): "), "\(run.errors)")
      #expect(fixture.sandbox.messages.isEmpty)
    }
  }

  /// A label of 64 bytes is in no DNS and is asked of none (RFC 1035, section 2.3.4).
  @Test("A host that does not resolve has its own exit code")
  func unknownHost() async {
    let host = String(repeating: "a", count: 64) + ".invalid"
    let run = await CommandRun.of(["send", "--server", host, "--attempts", "1"] + SandboxFixture.message)
    #expect(run.status == 68, "\(run.errors)")
    #expect(run.errors.hasPrefix("sealpost: Not sent to \(host):587, connecting: "))
  }

  @Test("A port on which nothing listens is a temporary failure")
  func refusedPort() async throws {
    let port = try HeldPort()
    defer { port.release() }
    let run = await CommandRun.of(
      ["send", "--server", "127.0.0.1:\(port.number)", "--attempts", "1"] + SandboxFixture.message)
    #expect(run.status == 75)
    #expect(run.errors.contains("127.0.0.1:\(port.number)") && run.errors.contains("refused"))
  }

  @Test("With --json a failure is one document on standard output, and its line stays on standard error")
  func json() async throws {
    let run = await CommandRun.of(["send", "--json", "--server", "h", "--from", "ada@example.com"])
    #expect(run.status == 64)
    let error = try #require(try run.json()["error"] as? [String: Any])
    #expect(error["code"] as? String == "usage")
    #expect((error["message"] as? String)?.contains("--to") == true)
    #expect(run.errors == "sealpost: --to is missing: a message needs a recipient\n")
  }

  @Test("An option that does not exist is an error of usage")
  func unknownOption() async {
    let run = await CommandRun.of(["send", "--sever", "h"])
    #expect(run.status == 64)
    #expect(run.output.isEmpty && run.errors.contains("--sever"))
  }

  @Test(
    "With --json what the parser refuses is one document, too",
    arguments: [
      (["send", "--json", "--sever", "h"], "--sever"), (["send", "--json", "--server"], "--server"),
      (["send", "--attempts", "many", "--json"], "--attempts"), (["explain", "--json"], "reply"),
    ])
  func refusedByParser(arguments: [String], says: String) async throws {
    let run = await CommandRun.of(arguments)
    #expect(run.status == 64)
    let error = try #require(try run.json()["error"] as? [String: Any])
    #expect(error["code"] as? String == "usage")
    #expect((error["message"] as? String)?.contains(says) == true)
    #expect(run.errors.contains(says))
  }

  @Test("Help is no failure, and no document", arguments: [["send", "--json", "--help"], ["--version"]])
  func help(arguments: [String]) async {
    let run = await CommandRun.of(arguments)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(!run.output.isEmpty && !run.output.contains("\"error\""))
  }
}
