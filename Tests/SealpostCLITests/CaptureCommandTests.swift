import Foundation
import Testing

@testable import SealpostCLI

/// Runs the verb on a capture that was made byte by byte.
@Suite("sealpost capture", .timeLimit(.minutes(1)))
struct CaptureCommandTests {
  private func withFile(_ bytes: [UInt8], _ body: (String, TemporaryFiles) async throws -> Void) async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let path = files.path("mail.pcap")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try await body(path, files)
  }

  @Test("tells the verdict first, then a table of the connections")
  func text() async throws {
    try await withFile(SampleCapture.oldAgreement) { path, _ in
      let run = await CommandRun.of(["capture", path])
      #expect(run.status == 0)
      #expect(run.errors == "")
      let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(
        lines.first
          == "The program offers TLS 1.0 and nothing newer, whatever its settings say: the program is the limit, not the server."
      )
      #expect(run.output.contains("record.version == 0x0303"))
    }
  }

  @Test("as JSON is one document with the connections in it")
  func json() async throws {
    try await withFile(SampleCapture.oldAgreement) { path, _ in
      let run = await CommandRun.of(["capture", path, "--json"])
      let connections = try #require(try run.json()["connections"] as? [[String: Any]])
      let connection = try #require(connections.first)
      #expect(connections.count == 1)
      #expect(connection["client"] as? String == "192.0.2.1:50000")
      #expect(connection["server"] as? String == "192.0.2.2:465")
      #expect((connection["tls"] as? [String: Any])?["version"] as? String == "TLSv1.0")
      #expect((connection["tls"] as? [String: Any])?["cipherSuite"] as? String == "TLS_RSA_WITH_AES_128_CBC_SHA")
      #expect(run.errors.contains("record.version"), "the text goes to standard error")
    }
  }

  @Test(
    "exits with 76 where a version is below the one that is wanted",
    arguments: [("1.0", 0), ("1.1", 76), ("1.2", 76), ("TLSv1.3", 76)] as [(String, Int32)])
  func failUnder(version: String, status: Int32) async throws {
    try await withFile(SampleCapture.oldAgreement) { path, _ in
      let run = await CommandRun.of(["capture", path, "--fail-under", version])
      #expect(run.status == status)
      #expect(run.output.contains("TLSv1.0"), "the report is there all the same")
      let why = "sealpost: 1 of 1 connections fell short of "
      #expect(run.errors.hasPrefix(why) == (status == 76), "\(run.errors)")
    }
  }

  @Test("fails under a version where credentials were sent in clear, as tap does")
  func clearCredentials() async throws {
    try await withFile(SampleCapture.clearCredentials) { path, _ in
      let run = await CommandRun.of(["capture", path, "--fail-under", "1.0"])
      #expect(run.output.hasPrefix("The program sent its credentials in clear.\n"))
      #expect(run.status == 76)
    }
  }

  @Test("refuses names that are empty in one line", arguments: [[""], ["--interface", ""]])
  func emptyNames(arguments: [String]) async {
    let run = await CommandRun.of(["capture"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test("of a pipe with a name ends with an interrupt, though nobody writes into it")
  func namedPipe() async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    #expect(mkfifo(files.path("pipe"), 0o600) == 0)
    let (interrupts, signal) = AsyncStream.makeStream(of: Int32.self)
    signal.yield(2)
    let run = await CommandRun.of(["capture", files.path("pipe")], interrupts: interrupts)
    #expect(run.status == 130)
  }

  @Test("writes the page too")
  func page() async throws {
    try await withFile(SampleCapture.oldAgreement) { path, files in
      let page = files.path("mail.html")
      let run = await CommandRun.of(["capture", path, "--html", page])
      #expect(run.status == 0)
      let written = try String(contentsOfFile: page, encoding: .utf8)
      #expect(written.contains("TLSv1.0"))
    }
  }

  @Test("tells what was read of a capture that breaks off")
  func truncated() async throws {
    try await withFile(Array(SampleCapture.oldAgreement.dropLast(3))) { path, _ in
      let run = await CommandRun.of(["capture", path])
      #expect(run.status == 0)
      #expect(run.output.contains("The capture breaks off in the middle of a packet."))
      #expect(run.output.contains("TLSv1.0"))
    }
  }

  @Test("says in one line why a file cannot be read, and exits as sysexits.h has it")
  func unreadable() async throws {
    try await withFile(Array("Subject: hello\n".utf8)) { path, files in
      let text = await CommandRun.of(["capture", path])
      #expect(text.status == 65)
      #expect(text.errors == "sealpost: \(path) is a text, and no capture\n")
      let missing = await CommandRun.of(["capture", files.path("none")])
      #expect(missing.status == 66)
      #expect(missing.errors == "sealpost: \(files.path("none")): no such file\n")
      #expect(missing.output == "")
      let json = await CommandRun.of(["capture", path, "--json"])
      let error = try #require(try json.json()["error"] as? [String: Any])
      #expect(error["code"] as? String == "message.unusable")
    }
  }

  @Test(
    "refuses a command line that says nothing or too much",
    arguments: [
      ["capture"], ["capture", "a.pcap", "--interface", "lo"], ["capture", "a.pcap", "--fail-under", "7"],
      ["capture", "a.pcap", "--port", "70000"], ["capture", "a.pcap", "--html", "-", "--json"],
    ])
  func usage(arguments: [String]) async {
    #expect(await CommandRun.of(arguments).status == 64)
  }

  @Test("ends at once with Ctrl-C, though more may come")
  func interrupted() async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let path = files.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    // Open for reading and writing, so that neither end waits for the other, and nothing ends.
    let pipe = try #require(FileHandle(forUpdatingAtPath: path))
    defer { try? pipe.close() }
    try pipe.write(contentsOf: Data(SampleCapture.oldAgreement))
    let (interrupts, continuation) = AsyncStream.makeStream(of: Int32.self)
    continuation.yield(SIGINT)
    continuation.finish()
    let run = await CommandRun.of(["capture", path], interrupts: interrupts)
    #expect(run.status == 130)
  }

  @Test("of an interface that does not exist names those that do")
  func interface() async {
    let run = await CommandRun.of(["capture", "--interface", "nowhere0"])
    #expect(run.status == 66 || run.status == 78)
    #expect(run.errors.contains("nowhere0"))
  }
}
