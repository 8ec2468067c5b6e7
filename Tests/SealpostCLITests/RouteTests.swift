import Foundation
import MailSandbox
import SMTPReceiving
import Testing

@testable import SealpostCLI

@Suite("The way to the server", .timeLimit(.minutes(1)))
struct RouteTests {
  private static let canary = "c4n4ry-engine"

  @Test("A proxy is asked for the server, with the password of a file, which shows nowhere", arguments: [false, true])
  func proxy(isRefused: Bool) async throws {
    try await SandboxFixture.with { fixture in
      let login = Data("ada@home:\(Self.canary)".utf8).base64EncodedString()
      let server = try await RawServer.start([
        .expect("CONNECT mail.sandbox.invalid:587 HTTP/1.1"), .expect("Host: mail.sandbox.invalid:587"),
        .expect("Proxy-Authorization: Basic \(login)"), .expect(""),
        .send(isRefused ? "HTTP/1.1 407 No\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n554 5.3.2 not here\r\n"), .waitForClose,
      ])
      let password = try fixture.files.file("password", Self.canary + "\n")
      let run = await CommandRun.of(
        ["send", "--server", "mail.sandbox.invalid", "--verbose", "--attempts", "1"] + SandboxFixture.message + [
          "--proxy", "http://ada%40home@127.0.0.1:\(server.port)", "--proxy-password-file", password,
        ])
      #expect(run.status == (isRefused ? 77 : 69), "\(run.errors)")
      #expect(run.errors.contains(isRefused ? "refused the user name or password" : "554 5.3.2 not here"))
      for text in [Self.canary, login] { #expect(!(run.output + run.errors).contains(text)) }
      try await server.shutdown()
    }
  }

  @Test("What is no proxy of the kind that is given is told as that")
  func noProxy() async throws {
    try await SandboxFixture.with { fixture in
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message + ["--proxy", "socks5://127.0.0.1:\(fixture.sandbox.port)"])
      #expect(run.status == 78, "\(run.errors)")
      #expect(run.errors.contains("\"220 "))
      #expect(fixture.sandbox.messages.isEmpty)
    }
  }

  #if os(Linux)
    @Test("The connection is made from the address of --bind")
    func bind() async throws {
      try await SandboxFixture.with { fixture in
        let run = await CommandRun.of(fixture.send + SandboxFixture.message + ["--bind", "127.0.0.2"])
        #expect(run.status == 0, "\(run.errors)")
        let transcript = try await fixture.sandbox.nextTranscript()
        #expect(transcript.client.hasPrefix("127.0.0.2:"))
      }
    }
  #endif

  @Test("A Unix socket that is not there is a temporary failure, and named")
  func unixSocket() async throws {
    let run = await CommandRun.of(
      ["send", "--server", "unix:/no/such/socket", "--security", "none", "--attempts", "1"] + SandboxFixture.message)
    #expect(run.status == 75)
    #expect(run.errors.contains("unix:/no/such/socket") && run.errors.contains("no such socket"), "\(run.errors)")
  }

  @Test("Keys are logged where that is asked for, and it is told loudly", arguments: [true, false])
  func keyLog(byEnvironment: Bool) async throws {
    try await SandboxFixture.with { fixture in
      let file = fixture.files.path("keys.log")
      let run = await CommandRun.of(
        fixture.send + SandboxFixture.message
          + (byEnvironment ? ["--key-log-from-environment"] : ["--key-log", file]),
        environment: byEnvironment ? ["SSLKEYLOGFILE": file] : [:])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("the keys of TLS are written to \(file)"))
      let keys = try String(contentsOfFile: file, encoding: .utf8)
      #expect(keys.contains("CLIENT_TRAFFIC_SECRET_0 "))
    }
  }

  @Test("The environment alone logs no keys, and a variable that is not set is a fault of configuration")
  func keyLogUnasked() async throws {
    try await SandboxFixture.with { fixture in
      let file = fixture.files.path("keys.log")
      let run = await CommandRun.of(fixture.send + SandboxFixture.message, environment: ["SSLKEYLOGFILE": file])
      #expect(run.status == 0)
      #expect(!FileManager.default.fileExists(atPath: file) && run.errors.isEmpty)
      let unset = await CommandRun.of(fixture.send + SandboxFixture.message + ["--key-log-from-environment"])
      #expect(unset.status == 78)
      #expect(unset.errors.contains("SSLKEYLOGFILE"))
    }
  }

  @Test(
    "A proxy is read from a URL",
    arguments: [
      ("socks5://proxy", "socks5://proxy:1080", nil), ("SOCKS5H://ada@proxy:9050/", "socks5://proxy:9050", "ada"),
      ("http://[::1]:3128", "http://[::1]:3128", nil),
      ("http://a%20b%40c@10.0.0.1:8080", "http://10.0.0.1:8080", "a b@c"),
    ] as [(String, String, String?)])
  func urls(text: String, description: String, user: String?) throws {
    let url = try ProxyURL(text, in: "--proxy")
    #expect("\(url.proxy(nil))" == description)
    #expect(url.user == user)
  }

  @Test(
    "What is no proxy is refused in a line that does not show what stands before the @",
    arguments: [
      "proxy:1080", "ftp://proxy:21", "socks4://proxy", "https://proxy:443", "socks5://", "socks5://canary@",
      "socks5://ada:canary@proxy", "ada:canary@proxy:1080", "http://canary@proxy", "http://proxy:0",
      "socks5://proxy:99999", "socks5://@proxy", "socks5://canary%0d@proxy", "socks5://canary%zz@proxy",
      "socks5://a b", "socks5://canary@pro\r\nxy:1", "socks5://canary@proxy/path",
    ])
  func badURLs(text: String) {
    let failure = #expect(throws: CommandFailure.self) { try ProxyURL(text, in: "--proxy") }
    #expect(failure?.status == .usage)
    #expect(failure?.description.hasPrefix("--proxy") == true)
    #expect(failure?.description.contains("canary") == false)
    #expect(failure?.description.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } == true)
  }
}
