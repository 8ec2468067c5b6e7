import Foundation
import MailSandbox
import Testing

@testable import SealpostCLI

@Suite("A secret", .timeLimit(.minutes(1)))
struct SecretTests {
  static let canary = SandboxCredentials.defaultPassword
  /// The canary as it is, and as LOGIN and PLAIN put it on the wire.
  static let encodings =
    [canary]
    + [canary, "\0\(SandboxCredentials.defaultUser)\0\(canary)"].map {
      Data($0.utf8).base64EncodedString()
    }

  @Test(
    "It is taken from a file, from standard input or from a command, and shows nowhere",
    arguments: [["--password-file", "FILE"], ["--password-file", "-"], ["--password-command", "cat FILE"]],
    [SandboxProfile.modern.name, SandboxProfile.office365.name])
  func sources(options: [String], profileName: String) async throws {
    let base = try #require(SandboxProfile.named(profileName))
    try await SandboxFixture.with(profile: base) { fixture in
      let file = try fixture.files.file("password", Self.canary + "\r\nsecond line\n")
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + ["--user", "user@example.com", "--verbose", "--json"]
          + options.map { $0.replacing("FILE", with: file) }, input: Self.canary + "\n")
      try #require(run.status == 0, "\(run.errors)")
      #expect(try await fixture.sandbox.nextMessage().user == "user@example.com")
      #expect(run.errors.contains("C: EHLO") && run.errors.contains("[redacted]"))
      for text in Self.encodings { #expect(!(run.output + run.errors).contains(text)) }
    }
  }

  @Test("A wrong one fails with the exit code for it, and shows nowhere")
  func wrong() async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message
          + ["--user", "user@example.com", "--password-file", "-", "--verbose", "--json"], input: Self.canary + "-wrong"
      )
      #expect(run.status == 77)
      let error = try #require(try run.json()["error"] as? [String: Any])
      #expect(error["code"] as? String == "authentication.refused")
      for text in Self.encodings { #expect(!(run.output + run.errors).contains(text)) }
      #expect(fixture.sandbox.messages.isEmpty)
    }
  }

  @Test("A token comes from a command and logs in with XOAUTH2")
  func token() async throws {
    try await SandboxFixture.with(profile: .office365) { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + [
          "--user", SandboxCredentials.defaultUser, "--token-command", "echo \(SandboxCredentials.defaultToken)",
          "--verbose",
        ])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("AUTH XOAUTH2 [redacted]") && !run.errors.contains(SandboxCredentials.defaultToken))
    }
  }

  @Test(
    "--auth-mechanism pins how to log in",
    arguments: [
      (["--auth-mechanism", "scram-sha-256"], "SCRAM-SHA-256"),
      (["--auth-mechanism", "CRAM-MD5", "--auth-mechanism", "PLAIN"], "CRAM-MD5"),
      ([], "SCRAM-SHA-256-PLUS"),
    ])
  func pinned(options: [String], mechanism: String) async throws {
    var profile = SandboxProfile.modern
    profile.capabilitiesOverTLS = ["AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 SCRAM-SHA-256-PLUS EXTERNAL"]
    try await SandboxFixture.with(profile: profile) { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + options + [
          "--user", SandboxCredentials.defaultUser, "--password-file", "-", "--verbose",
        ], input: Self.canary)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("C: AUTH \(mechanism)\n") || run.errors.contains("C: AUTH \(mechanism) [redacted]"))
      let external = await CommandRun.of(
        fixture.send + SandboxFixture.message + ["--auth-mechanism", "EXTERNAL", "--verbose"])
      #expect(external.status == 0, "\(external.errors)")
    }
  }

  @Test(
    "A mechanism that is unknown, or goes with nothing that was given, is a fault of usage",
    arguments: [
      (["--auth-mechanism", "KERBEROS", "--user", "u", "--password-file", "-"], "there is no mechanism \"KERBEROS\""),
      (["--auth-mechanism", "XOAUTH2", "--user", "u", "--password-file", "-"], "XOAUTH2 does not go with a password"),
      (["--auth-mechanism", "PLAIN", "--user", "u", "--token-command", "x"], "PLAIN does not go with a token"),
      (["--auth-mechanism", "EXTERNAL", "--password-file", "-"], "EXTERNAL takes no password"),
      (["--auth-mechanism", "PLAIN"], "--auth-mechanism needs --user"),
    ])
  func uselessMechanism(options: [String], says: String) async throws {
    let run = await CommandRun.of(
      ["send", "--server", "127.0.0.1:9"] + SandboxFixture.message + options, input: Self.canary)
    #expect(run.status == 64)
    #expect(run.errors.contains(says), "\(run.errors)")
  }

  @Test("A token command that fails is a fault of configuration, and what it wrote shows nowhere")
  func failingTokenCommand() async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + [
          "--user", "u", "--token-command", "echo \(Self.canary); exit 9", "--verbose",
        ])
      #expect(run.status == 78)
      #expect(run.errors.contains("status 9") && !run.errors.contains(Self.canary))
      #expect(fixture.sandbox.transcripts.isEmpty)
    }
  }

  @Test(
    "A command that does not give one is a fault of configuration, which names the option",
    arguments: [
      ("exit 4", "failed with status 4"), ("kill -TERM $$", "ended by signal 15"), ("true", "wrote nothing"),
      ("cat /dev/zero", "more than 65536 bytes"), ("echo; echo second", "wrote nothing on its first line"),
    ])
  func badCommand(command: String, says: String) async throws {
    for option in ["--password-command", "--token-command"] {
      let failure = try await #require(throws: CommandFailure.self) {
        _ = try await SecretCommand(command, option: option).run()
      }
      #expect(failure.status == .configuration)
      #expect(failure.description.hasPrefix("\(option): the command ") && failure.description.contains(says))
    }
  }

  @Test("An interruption ends the command that is to give it")
  func interruptedCommand() async throws {
    try await SandboxFixture.with { fixture in
      let fifo = try Descriptor.fifo(in: fixture.files)
      let (interrupts, signal) = AsyncStream.makeStream(of: Int32.self)
      let command = Task {
        await CommandRun.of(
          fixture.send + SandboxFixture.message + [
            "--user", "u", "--password-command", "exec 9>'\(fifo.path)'; echo started >&9; exec sleep 600",
          ], interrupts: interrupts)
      }
      defer { command.cancel() }
      var pieces = fifo.pieces.makeAsyncIterator()
      #expect(await pieces.next() == "started\n")
      signal.yield(2)
      #expect(await pieces.next() == nil)
      let run = await command.value
      #expect(run.status == 130 && run.errors == "sealpost: interrupted\n", "\(run.errors)")
      #expect(fixture.sandbox.transcripts.isEmpty)
    }
  }

  @Test("It is not sent without TLS, unless that is allowed by name", arguments: [false, true])
  func inClear(isAllowed: Bool) async throws {
    var profile = SandboxProfile.plain
    profile.capabilitiesInClear.append("AUTH PLAIN")
    try await SandboxFixture.with(profile: profile) { fixture in
      let run = await CommandRun.of(
        [
          "send", "--server", "127.0.0.1:\(fixture.sandbox.port)", "--security", "none", "--user",
          SandboxCredentials.defaultUser, "--password-file", "-",
        ] + SandboxFixture.message + (isAllowed ? ["--dangerously-authenticate-in-clear"] : []),
        input: SandboxCredentials.defaultPassword)
      #expect(run.status == (isAllowed ? 0 : 64), "\(run.errors)")
      #expect(fixture.sandbox.messages.map(\.user) == (isAllowed ? [SandboxCredentials.defaultUser] : []))
    }
  }
}
