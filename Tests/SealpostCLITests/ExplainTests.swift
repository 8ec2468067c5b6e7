import Foundation
import Testing

@Suite("Explaining", .timeLimit(.minutes(1)))
struct ExplainTests {
  @Test(
    "A known reply is explained, however it is given",
    arguments: [
      ["421 4.7.66 TLS 1.0 and 1.1 are not supported."], ["421", "4.7.66", "TLS", "1.0"], ["-"],
      ["SMTP error: \"421 4.7.66 TLS 1.0 and 1.1 are not supported.\""],
    ])
  func known(words: [String]) async {
    let run = await CommandRun.of(
      ["explain"] + words, input: "421-4.7.66 TLS 1.0 and 1.1\n421 4.7.66 are not supported.\n")
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.hasPrefix("421 4.7.66 TLS"))
    for text in ["Microsoft 365", "What to do", "Trying again", "https://"] { #expect(run.output.contains(text)) }
  }

  @Test("Every reply that a provider documents is known, with what to do")
  func documented() async throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/Replies/providers.txt")
    let replies = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(replies.count > 60)
    for reply in replies {
      let run = await CommandRun.of(["explain", String(reply)])
      #expect(run.status == 0, "\(reply)")
      #expect(run.output.contains(/\nKnown from +(Microsoft 365|Gmail)/), "\(reply)\n\(run.output)")
      #expect(run.output.contains("What to do") && run.output.contains("Trying again"), "\(reply)")
    }
  }

  @Test("A reply that nobody knows is explained by its numbers, and said to be unknown")
  func unknown() async {
    let run = await CommandRun.of(["explain", "554 5.7.1 The moon is wrong"])
    #expect(run.status == 0)
    #expect(run.output.contains("no provider that is known here") && run.output.contains("does not know this reply"))
  }

  @Test("Text without a reply is said to have none", arguments: ["hello", "", "999 nothing", "user@example.com"])
  func noReply(text: String) async {
    let run = await CommandRun.of(["explain", text])
    #expect(run.status == 65)
    #expect(run.output.isEmpty && run.errors.hasPrefix("sealpost: there is no reply in this text"))
  }

  @Test("With --json there is one document")
  func json() async throws {
    let run = await CommandRun.of(["explain", "--json", "421 4.7.66 TLS 1.0 and 1.1 are not supported."])
    let document = try run.json()
    #expect(run.status == 0)
    #expect((document["reply"] as? [String: Any])?["code"] as? Int == 421)
    #expect((document["advice"] as? [String: Any])?["known"] as? Bool == true)
    #expect(run.errors.contains("What to do"))
  }
}
