import Foundation
import Testing

@testable import SealpostCLI

@Suite("A password that is asked for", .timeLimit(.minutes(1)))
struct SecretPromptTests {
  @Test("It is what was typed before Enter, and not shown")
  func typed() async throws {
    let (answer, screen) = try await ask { $0.type("correct horse\n") }
    #expect(try answer.get() == "correct horse")
    #expect(screen.hasPrefix("Password: ") && screen.contains(where: \.isNewline) && !screen.contains("horse"))
  }

  @Test("Ctrl-C ends the question at once, whatever was typed before", arguments: ["", "half a pass"])
  func interrupted(typed: String) async throws {
    let (answer, _) = try await ask { $0.type(typed + "\u{3}") }
    let failure = try #require(throws: CommandFailure.self) { try answer.get() }
    #expect(failure.status == .interrupted)
  }

  @Test("Nothing is no password")
  func nothing() async throws {
    let (answer, _) = try await ask { $0.type("\n") }
    #expect(try #require(throws: CommandFailure.self) { try answer.get() }.status == .usage)
  }

  /// Asks on a terminal, answers when the question is there, and gives what came of it and what was on the screen.
  private func ask(answering: (PseudoTerminal) -> Void) async throws -> (Result<String, any Error>, String) {
    let terminal = try PseudoTerminal()
    defer { terminal.hangUp() }
    let (answers, continuation) = AsyncStream.makeStream(of: Result<String, any Error>.self)
    let descriptor = terminal.terminal
    // It blocks, so it has a thread of its own.
    Thread.detachNewThread {
      continuation.yield(
        Result {
          String(decoding: try SecretPrompt.ask("Password: ", on: descriptor), as: UTF8.self)
        })
    }
    var screen = ""
    for await piece in terminal.screen {
      screen += piece
      if screen.hasSuffix("Password: ") { break }
    }
    #expect(!terminal.echoes)
    answering(terminal)
    var iterator = answers.makeAsyncIterator()
    let answer = try #require(await iterator.next())
    #expect(terminal.echoes, "it is as it was")
    // The line's end is the last that is shown.
    for await piece in terminal.screen {
      screen += piece
      if screen.hasSuffix("\n") || screen.hasSuffix("\r\n") { break }
    }
    return (answer, screen)
  }
}
