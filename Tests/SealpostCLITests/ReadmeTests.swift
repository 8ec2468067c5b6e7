import Foundation
import Testing

@testable import SealpostCLI

@Suite("The README", .timeLimit(.minutes(1)))
struct ReadmeTests {
  @Test("Its library code is the example's, which is compiled")
  func libraryCode() throws {
    let readme = try Self.lines(of: "README.md")
    let start = try #require(readme.firstIndex(of: "```swift"))
    let code = readme[(start + 1)...].prefix { $0 != "```" }.filter { !$0.isEmpty && $0 != "import Sealpost" }
    #expect(code.count > 4)
    let example = try Self.lines(of: "Examples/SendMail/Sources/SendMail/Notes.swift")
      .map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : $0 }
    #expect(example.firstRange(of: code) != nil)
  }

  @Test("Its command lines are understood, and its verbs are there")
  func commandLine() async throws {
    let text = try Self.lines(of: "README.md").joined(separator: "\n").replacing("\\\n", with: "")
    let commands = text.matches(of: /\n *sealpost (.*)/).map { String($0.1) }
    try #require(!commands.isEmpty)
    for command in commands where command.hasPrefix("send ") {
      let words = try await ShellCommand("printf '%s\\n' \(command)").run().output
      let arguments = String(decoding: words, as: UTF8.self).split(separator: "\n").map(String.init)
      let run = await CommandRun.of(arguments + ["--dry-run"])
      // The file that it attaches is not there; all before that was in order.
      #expect(run.status == 66 && run.errors.contains("--attach"), "\(run.errors)")
    }
    for line in text.split(separator: "\n") where line.hasSuffix("| works |") {
      let verb = try #require(line.firstMatch(of: /`(\w+)`/)?.1)
      #expect(await CommandRun.of([String(verb), "--help"]).status == 0)
    }
  }

  private static func lines(of path: String) throws -> [String] {
    let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
