import Testing

@Suite("The demonstration", .timeLimit(.minutes(1)))
struct DemoTests {
  @Test("A message is proven and an old client is turned away")
  func text() async {
    let run = await CommandRun.of(["demo"])
    #expect(run.status == 0, "\(run.errors)")
    for text in [
      "over TLSv1.3", "read off the wire, confirmed by the TLS library", "both sides read the same off the wire",
      "the message, byte for byte", "421 4.7.66", "TLSv1.0, read off the wire", "What to do",
    ] { #expect(run.output.contains(text)) }
    #expect(run.output.hasSuffix("one TLS 1.0 client turned away.\n"))
  }

  @Test("With --json there is one document")
  func json() async throws {
    let run = await CommandRun.of(["demo", "--json"])
    let document = try run.json()
    #expect(run.status == 0 && document["asExpected"] as? Bool == true)
    #expect((document["delivery"] as? [String: Any])?["outcome"] as? String == "accepted")
    #expect(((document["refusal"] as? [String: Any])?["error"] as? [String: Any])?["code"] != nil)
    #expect(run.errors.contains("Done:"))
  }

  @Test("Every verb has help with an example", arguments: ["demo", "send", "sandbox", "explain"])
  func help(verb: String) async {
    let run = await CommandRun.of([verb, "--help"])
    #expect(run.status == 0)
    #expect(run.output.contains("Example") && run.output.contains("  sealpost \(verb)"))
  }
}
