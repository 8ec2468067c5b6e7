import Foundation
import MIME
import MailSandbox
import SMTPSending
import TLSWire
import Testing

@Suite("The key log", .timeLimit(.minutes(1)))
struct KeyLogTests {
  private static func with(_ body: (_ path: String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("sealpost-keys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(directory.appendingPathComponent("keys.log").path)
  }

  private static func lines(of path: String) throws -> [String] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    return text.split(separator: "\n").map(String.init)
  }

  @Test("keys are written to a file of its owner's alone, and every connection warns of it")
  func written() async throws {
    try await Self.with { path in
      try await withSandbox { sandbox in
        let log = TestLog()
        let client = try SMTPClient(
          sandbox.configuration.with {
            $0.tls.keyLogFile = path
            $0.tls.dangerously = .logKeys
            $0.pool = .newConnectionForEachMessage
          }, logger: log.logger)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        for _ in 0..<3 { _ = try await client.send(Message.sample()) }
        let warnings = log.text.split(separator: "\n").filter { $0.hasPrefix("warning") && $0.contains(path) }
        #expect(warnings.count == 3)
        let lines = try Self.lines(of: path)
        #expect(lines.filter { $0.hasPrefix("CLIENT_HANDSHAKE_TRAFFIC_SECRET ") }.count == 3)
        #expect(lines.filter { $0.hasPrefix("SERVER_TRAFFIC_SECRET_0 ") }.count == 3)
        #expect(!log.text.contains("TRAFFIC_SECRET"))
      }
    }
  }

  @Test("lines of connections at the same time stay whole, and those of before stay")
  func concurrent() async throws {
    try await Self.with { path in
      try Data("# before\n".utf8).write(to: URL(fileURLWithPath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      try await withSandbox { sandbox in
        let client = try SMTPClient(
          sandbox.configuration.with {
            $0.tls.keyLogFile = path
            $0.tls.dangerously = .logKeys
            $0.pool = .newConnectionForEachMessage
          })
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<20 { group.addTask { _ = try await client.send(Message.sample()) } }
          try await group.waitForAll()
        }
      }
      let lines = try Self.lines(of: path)
      #expect(lines.first == "# before")
      #expect(lines.filter { $0.hasPrefix("CLIENT_TRAFFIC_SECRET_0 ") }.count == 20)
      for line in lines.dropFirst() {
        let words = line.split(separator: " ")
        #expect(words.count == 3 && words[1].count == 64 && words[2].allSatisfy(\.isHexDigit), "\(line)")
      }
    }
  }

  @Test("without its switch there is no log, and the environment turns none on")
  func off() async throws {
    try await Self.with { path in
      setenv("SSLKEYLOGFILE", path, 1)
      defer { unsetenv("SSLKEYLOGFILE") }
      try await withSandbox { sandbox in
        let log = TestLog()
        try await sandbox.configuration.send(log: log)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(!log.text.contains("keys of"))
        for change: (inout TLSPolicy) -> Void in [{ $0.keyLogFile = path }, { $0.dangerously = .logKeys }] {
          var configuration = sandbox.configuration
          change(&configuration.tls)
          let error = #expect(throws: SMTPError.self) { try SMTPClient(configuration) }
          #expect(error?.code == .invalidConfiguration)
          #expect(!FileManager.default.fileExists(atPath: path))
        }
      }
    }
  }

  @Test("a file that others may read, a link, a pipe, a directory and a place that is not there are refused")
  func refused() async throws {
    try await Self.with { path in
      func refusal() -> String? {
        var policy = TLSPolicy.startTLS
        policy.keyLogFile = path
        policy.dangerously = .logKeys
        let error = #expect(throws: SMTPError.self) { try SMTPClient(host: "mail.example.com", tls: policy) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.detail.contains(path) == true)
        return error?.detail
      }
      try Data().write(to: URL(fileURLWithPath: path))
      for mode in [0o640, 0o604, 0o620, 0o602, 0o644] {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(refusal()?.contains("set its mode to 600") == true)
      }
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".other")
      #expect(refusal()?.contains("is a link") == true)
      try FileManager.default.removeItem(atPath: path)
      #expect(mkfifo(path, 0o600) == 0)
      #expect(refusal() != nil)
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(refusal() != nil)
      try FileManager.default.removeItem(atPath: path)
      #expect(!FileManager.default.fileExists(atPath: path + ".other"))
    }
  }
}
