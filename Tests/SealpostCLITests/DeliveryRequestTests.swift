import MailSandbox
import SMTPCore
import Testing

@testable import SealpostCLI

@Suite("Requests to the server", .timeLimit(.minutes(1)))
struct DeliveryRequestTests {
  private static var generous: SandboxProfile {
    var profile = SandboxProfile.modern
    profile.capabilitiesOverTLS += [
      "REQUIRETLS", "DELIVERBY", "FUTURERELEASE 86400 2099-01-01T00:00:00Z", "MT-PRIORITY",
    ]
    return profile
  }

  @Test("Each option has its parameter")
  func options() async throws {
    try await SandboxFixture.with(profile: Self.generous) { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + [
          "--dsn-notify", "success,delay", "--dsn-return", "headers", "--envelope-id", "a b", "--require-tls",
          "--deliver-by", "600nt", "--hold-for", "60", "--priority", "-3",
        ])
      // --ca and --verify-name verify the certificate, so REQUIRETLS may be asked for.
      try #require(run.status == 0, "\(run.errors)")
      let message = try await fixture.sandbox.nextMessage()
      #expect(
        message.parameters.dropFirst().map(\.description) == [
          "REQUIRETLS", "RET=HDRS", "ENVID=a+20b", "BY=600;NT", "HOLDFOR=60", "MT-PRIORITY=-3",
        ])
      #expect(message.recipientParameters.map { $0.map(\.description) } == [["NOTIFY=SUCCESS,DELAY"]])
      let second = await CommandRun.of(
        fixture.send + SandboxFixture.message + [
          "--dsn-notify", "never", "--deliver-by", "600", "--hold-until", "2027-01-01T00:00:00+01:00",
        ])
      try #require(second.status == 0, "\(second.errors)")
      let other = try await fixture.sandbox.nextMessage()
      #expect(
        other.parameters.dropFirst().map(\.description) == ["BY=600;R", "HOLDUNTIL=2026-12-31T23:00:00Z"])
      #expect(other.recipientParameters.map { $0.map(\.description) } == [["NOTIFY=NEVER"]])
    }
  }

  @Test("What the server does not offer is an error with the exit status of a message that cannot go, or left out")
  func notOffered() async throws {
    var profile = SandboxProfile.modern
    profile.capabilitiesOverTLS.removeAll { $0 == "DSN" }
    try await SandboxFixture.with(profile: profile) { fixture in
      let arguments = fixture.send + SandboxFixture.message + ["--dsn-notify", "success"]
      let run = await CommandRun.of(arguments)
      #expect(run.status == 65 && run.errors.contains("DSN"), "\(run.errors)")
      #expect(await CommandRun.of(arguments + ["--dsn-if-offered"]).status == 0)
      let message = try await fixture.sandbox.nextMessage()
      #expect(message.recipientParameters == [[]])
    }
  }

  @Test("--require-tls with a switch that accepts any certificate breaks the policy")
  func requireTLS() async throws {
    let run = await CommandRun.of(
      ["send", "--server", "127.0.0.1:1", "--require-tls", "--dangerously-trust-any-issuer"] + SandboxFixture.message)
    #expect(run.status == 76 && run.errors.contains("--require-tls"), "\(run.errors)")
  }

  @Test(
    "An option that cannot be read is named",
    arguments: [
      (["--dsn-notify", "always"], "--dsn-notify"), (["--dsn-notify", "success,never"], "--dsn-notify"),
      (["--dsn-notify", ""], "--dsn-notify"), (["--dsn-return", "all"], "--dsn-return"),
      (["--envelope-id", "\u{E9}"], "--envelope-id"), (["--envelope-id", "a\r\nQUIT"], "--envelope-id"),
      (["--dsn-if-offered"], "--dsn-if-offered"), (["--deliver-by", "0"], "--deliver-by"),
      (["--deliver-by", "soon"], "--deliver-by"), (["--deliver-by", "60x"], "--deliver-by"),
      (["--hold-for", "0"], "--hold-for"), (["--hold-until", "tomorrow"], "--hold-until"),
      (["--hold-for", "1", "--hold-until", "2027-01-01T00:00:00Z"], "--hold-until"),
      (["--priority", "10"], "--priority"),
      (["--require-tls", "--security", "none"], "--require-tls"),
    ])
  func unreadable(options: [String], name: String) async {
    let run = await CommandRun.of(["send", "--server", "127.0.0.1:1"] + SandboxFixture.message + options)
    #expect(run.status == 64 && run.errors.contains(name), "\(run.errors)")
  }
}
