import Foundation
import Testing

@Suite("The harness itself")
struct HarnessTests {
  @Suite("Processes", .timeLimit(.minutes(1)))
  struct Processes {
    @Test("a program's output and exit code come back")
    func run() async throws {
      let result = try await LocalProcess.run(
        "sh", ["-c", "echo one; printf two; echo three >&2; exit 3"], accepting: [3])
      #expect(result.exitCode == 3)
      #expect(result.output.lines == ["one", "two"])
      #expect(result.errors.lines == ["three"])
    }

    @Test("an unexpected exit code is an error that quotes what the program said")
    func failure() async throws {
      let error = await #expect(throws: LocalProcess.Failure.self) {
        try await LocalProcess.run("sh", ["-c", "echo no such thing >&2; exit 2"])
      }
      #expect(error?.exitCode == 2)
      #expect(error?.errors == "no such thing")
    }

    @Test("a program has ended when the closure that it runs beside throws")
    func ended() async throws {
      struct Stop: Error {}
      let seen = LineLog()
      await #expect(throws: Stop.self) {
        try await LocalProcess.with("sh", ["-c", "echo $$; while :; do read -r line; done </dev/zero"]) { process in
          seen.append(Data((try await process.output.wait(for: "its pid") { $0.first } + "\n").utf8))
          throw Stop()
        }
      }
      let pid = try #require(seen.lines.first.flatMap { pid_t($0) })
      #expect(kill(pid, 0) == -1)
    }

    @Test("waiting for a line that never comes ends with the program")
    func neverComes() async throws {
      await #expect(throws: LineLog.Ended.self) {
        try await LocalProcess.with("echo", ["something else"]) { process in
          try await process.output.line(containing: "ready")
        }
      }
    }

    @Test("waiting for a line ends when the task is cancelled, and the program with it")
    func cancelled() async throws {
      let started = LineLog()
      let task = Task {
        try await LocalProcess.with("sleep", ["600"]) { process in
          started.append(Data("started\n".utf8))
          try await process.output.line(containing: "ready")
        }
      }
      try await started.line(containing: "started")
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("what a program leaves in the background is not waited for, though it holds the output open")
    func background() async throws {
      let result = try await LocalProcess.run("sh", ["-c", "sleep 600 & echo $!; echo done >&2"])
      #expect(result.errors.lines == ["done"])
      let pid = try #require(result.output.lines.first.flatMap { pid_t($0) })
      #expect(kill(pid, SIGKILL) == 0)
    }

    @Test("a need that is not met skips a test, or fails it where no test may be skipped")
    func required() throws {
      #expect(try Tool.canRun(nil, required: true))
      #expect(try !Tool.canRun("swaks is not installed", required: false))
      let error = #expect(throws: Tool.Required.self) { try Tool.canRun("swaks is not installed", required: true) }
      #expect(error?.description.hasPrefix("swaks is not installed") == true)
    }

    @Test("a program that is missing is named in the reason for skipping")
    func missing() {
      #expect(Tool.missing("sh") == nil)
      #expect(Tool.missing("sh", "no-such-program") == "no-such-program is not installed")
      #expect(Tool.missing("nothing", "nowhere") == "nothing and nowhere are not installed")
    }
  }

  @Suite("Certificates", .needs("openssl"), .timeLimit(.minutes(1)))
  struct Certificates {
    @Test("a certificate carries the names and dates asked for and chains to its authority")
    func issued() async throws {
      try await TemporaryDirectory.with { directory in
        let authority = try await TestAuthority(in: directory)
        let files = try await authority.issue(
          commonName: "mail.example.test", names: [.dns("*.example.test"), .ip("127.0.0.1")], key: .ecdsa)
        let text = try await LocalProcess.run("openssl", ["x509", "-in", files.certificate, "-noout", "-text"])
        #expect(text.output.text.contains("DNS:*.example.test, IP Address:127.0.0.1"))
        #expect(text.output.text.contains("CN = mail.example.test"))
        try await verify(files, against: authority.certificate, exitCode: 0)
        #expect(try await files.publicKeySHA256().count == 64)
      }
    }

    @Test("expired, future, self-signed and unknown certificates fail for their own reason")
    func broken() async throws {
      try await TemporaryDirectory.with { directory in
        let authority = try await TestAuthority(in: directory)
        let stranger = try await TestAuthority(in: directory, name: "Stranger")
        let expired = try await authority.issue(validity: .expired)
        let future = try await authority.issue(validity: .notYetValid)
        let own = try await authority.makeSelfSigned()
        let foreign = try await stranger.issue()
        #expect(try await verify(expired, against: authority.certificate, exitCode: 2).contains("has expired"))
        #expect(try await verify(future, against: authority.certificate, exitCode: 2).contains("not yet valid"))
        #expect(try await verify(own, against: authority.certificate, exitCode: 2).contains("self-signed"))
        #expect(
          try await verify(foreign, against: authority.certificate, exitCode: 2).contains("unable to get local issuer"))
      }
    }

    @discardableResult
    private func verify(_ files: CertificateFiles, against authority: String, exitCode: Int32) async throws -> String {
      let result = try await LocalProcess.run(
        "openssl", ["verify", "-no-CApath", "-no-CAstore", "-CAfile", authority, files.certificate], accepting: nil)
      #expect(result.exitCode == exitCode)
      return result.errors.text
    }
  }
}
