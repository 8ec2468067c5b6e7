import Foundation
import MailDiagnosis
import NIOCore
import NIOPosix
import TLSWire
import Testing

@testable import SealpostCLI

@Suite("Recording a hello", .timeLimit(.minutes(1)))
struct HelloRecordingTests {
  private let hello = ClientHello.probe()

  private struct Outcome {
    let lines: [String]
    let errors: String
    let failure: CommandFailure?
  }

  /// Runs the recording with a client that says ``hello`` as soon as it is told the port.
  private func record(
    _ name: String, to file: String?, isJSON: Bool = true, interrupts: AsyncStream<Int32>? = nil
  ) async throws -> Outcome {
    let output = TextLog()
    let errors = TextLog()
    let bytes = hello.encode()
    let interruption = interrupts
    let console = Console(
      writeOutput: { output.append(String(decoding: $0, as: UTF8.self)) },
      writeError: { text in
        errors.append(text)
        guard interruption == nil, let port = text.firstMatch(of: /127\.0\.0\.1:(\d+)/).flatMap({ Int($0.1) }) else {
          return
        }
        ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port)
          .whenSuccess { channel in
            channel.writeAndFlush(bytes, promise: nil)
          }
      },
      readInput: { _ in [] }, askSecret: nil, interrupts: { interrupts ?? AsyncStream { _ in } }, outputStyle: .plain,
      errorStyle: .plain, errorIsTerminal: false)
    var failure: CommandFailure?
    do {
      try await HelloRecording.run(
        listen: try ServerAddress("127.0.0.1:0", in: "--listen", lowestPort: 0), name: name, file: file,
        printer: Printer(console: console, isJSON: isJSON))
    } catch let error as CommandFailure {
      failure = error
    }
    return Outcome(
      lines: output.text.split(separator: "\n").map(String.init), errors: errors.text, failure: failure)
  }

  private func withFile(_ body: (String) async throws -> Void) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "hellos-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try await body(file)
  }

  @Test("adds it to the file, from which it is recognised")
  func toFile() async throws {
    try await withFile { file in
      let outcome = try await record("Probe 1.0, tests", to: file)
      #expect(outcome.failure == nil)
      #expect(outcome.lines.first?.hasPrefix(#"{"event":"listening","host":"127.0.0.1","port":"#) == true)
      let result = try JSONSerialization.jsonObject(with: Data((outcome.lines.last ?? "").utf8)) as? [String: Any]
      let recorded = result?["recorded"] as? [String: Any]
      #expect(recorded?["ja4"] as? String == ClientFingerprint(hello).ja4)
      #expect(recorded?["library"] as? String == "Probe")
      #expect(result?["guess"] is NSNull)

      var options = HelloOptions()
      options.hellos = file
      #expect(try options.table().guess(for: hello)?.name == "Probe 1.0")
      #expect(try options.table().hellos.count == HelloTable.recorded.hellos.count + 1)

      let again = try await record("Other 2.0", to: file, isJSON: false)
      #expect(again.lines.contains { $0.contains("Probe 1.0, exactly the hello recorded from tests") })
      #expect(try HelloTable(contentsOf: file).guess(for: hello)?.name == "Other 2.0 or Probe 1.0")
    }
  }

  @Test("writes it to standard output where no file is named")
  func toOutput() async throws {
    let outcome = try await record("Probe 1.0", to: nil, isJSON: false)
    #expect(outcome.errors.contains("Records the first ClientHello on 127.0.0.1:"))
    let text = outcome.lines.drop { $0 != "{" }.joined(separator: "\n")
    #expect(try HelloTable(json: Array(text.utf8)).guess(for: hello)?.name == "Probe 1.0")
  }

  @Test("refuses a name or a file that cannot be used, before it listens")
  func refusals() async throws {
    #expect(try await record(",", to: nil).failure?.status == .usage)
    try await withFile { file in
      try Data("no JSON".utf8).write(to: URL(fileURLWithPath: file))
      let outcome = try await record("Probe 1.0", to: file)
      #expect(outcome.failure?.status == .configuration)
      #expect(outcome.failure?.description.contains("it is no table of hellos") == true)
      #expect(outcome.errors.isEmpty)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "no JSON")
    }
    var missing = HelloOptions()
    missing.hellos = "/nonexistent/hellos.json"
    let failure = #expect(throws: CommandFailure.self) { try missing.table() }
    #expect(failure?.status == .noInput)
  }

  @Test("ends when it is interrupted, and leaves the file alone")
  func interrupted() async throws {
    try await withFile { file in
      let interrupts = AsyncStream<Int32> { $0.yield(2) }
      let outcome = try await record("Probe 1.0", to: file, interrupts: interrupts)
      #expect(outcome.failure?.status == .interrupted)
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }
}
