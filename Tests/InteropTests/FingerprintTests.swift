import MailDiagnosis
import TLSWire
import Testing

/// Programs that are not ours, recognised by the library that they use.
@Suite("The library of a foreign program", .timeLimit(.minutes(2)))
struct FingerprintTests {
  /// What the program says when it is sent to a recorder.
  private func hello(of program: String, _ arguments: (Int) -> [String]) async throws -> ClientHello {
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    async let hello = HelloRecorder.record(host: "127.0.0.1", port: 0) { port.yield($0) }
    for await number in ports {
      // The recorder has what it wants and goes away, which these programs do not like.
      try await LocalProcess.run(program, arguments(number), accepting: nil)
      break
    }
    return try await hello
  }

  private func guess(_ program: String, _ arguments: (Int) -> [String]) async throws -> LibraryGuess {
    let hello = try await hello(of: program, arguments)
    return try #require(HelloTable.recorded.guess(for: hello), "\(ClientFingerprint(hello).ja4Text)")
  }

  @Test(
    "OpenSSL at any version, with suites that were recorded and others", .needs("openssl"),
    arguments: [
      [], ["-tls1_2"], ["-tls1", "-cipher", "DEFAULT:@SECLEVEL=0"], ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"],
      ["-cipher", "ECDHE+AESGCM"], ["-tls1_2", "-cipher", "ECDHE+AESGCM"], ["-alpn", "smtp"], ["-status"],
      ["-curves", "P-256"],
    ])
  func openSSL(options: [String]) async throws {
    let guess = try await guess("openssl") {
      ["s_client", "-starttls", "smtp", "-connect", "127.0.0.1:\($0)"] + options
    }
    #expect(guess.name.hasPrefix("OpenSSL"))
    #expect(!guess.name.contains(" or GnuTLS"))
  }

  @Test(
    "GnuTLS at any version, with suites that were recorded and others", .needs("gnutls-cli"),
    arguments: ["NORMAL", "NORMAL:-VERS-ALL:+VERS-TLS1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.0", "NORMAL:-AES-256-GCM"])
  func gnuTLS(priority: String) async throws {
    let guess = try await guess("gnutls-cli") {
      ["--insecure", "--starttls-proto", "smtp", "--port", "\($0)", "--priority", priority, "127.0.0.1"]
    }
    #expect(guess.name.hasPrefix("GnuTLS"))
  }

  @Test("Python's smtplib is OpenSSL", .needs("python3"))
  func python() async throws {
    let script = "import smtplib, sys; smtplib.SMTP('127.0.0.1', int(sys.argv[1]), timeout=30).starttls()"
    let guess = try await guess("python3") { ["-c", script, "\($0)"] }
    #expect(guess.name.hasPrefix("OpenSSL"))
    #expect(guess.programs.isEmpty || guess.programs.contains { $0.hasPrefix("Python") })
  }

  @Test("curl's hello has the JA3 that tshark finds in it", .needs("curl", "tshark"), .needsRoot)
  func tshark() async throws {
    try await TemporaryDirectory.with { directory in
      let file = directory.path("hello.pcapng")
      let (ports, port) = AsyncStream.makeStream(of: Int.self)
      async let recorded = HelloRecorder.record(host: "127.0.0.1", port: 0) { port.yield($0) }
      for await number in ports {
        _ = try await Tshark.capture(to: file, ports: [number]) {
          try await LocalProcess.run("curl", ["--insecure", "https://localhost:\(number)/"], accepting: nil)
        }
        let fingerprint = ClientFingerprint(try await recorded)
        let result = try await LocalProcess.run(
          "tshark",
          [
            "-r", file, "-n", "-d", "tcp.port==\(number),tls", "-Y", "tls.handshake.type == 1", "-T", "fields", "-e",
            "tls.handshake.ja3", "-e", "tls.handshake.ja3_full",
          ])
        #expect(result.output.lines.first == "\(fingerprint.ja3)\t\(fingerprint.ja3Text)")
        break
      }
    }
  }
}
