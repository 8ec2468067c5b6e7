import Testing

@testable import MIME

/// Row "DoS" of the security history, on the reading side. `Benchmarks/ReadingShapes` counts instructions for more shapes.
@Suite("Messages of nasty shapes")
struct HostileShapeTests {
  private static let report = "Content-Type: message/delivery-status\n\n"

  @Test(
    "a message of eight times the length takes about eight times as long", .timeLimit(.minutes(2)),
    arguments: [
      ("", "X-Field: value\n", "\nx"), ("Subject: ", "word ", "\n\n"), ("Subject: ", "=?utf-8?q?a?= ", "\n\n"),
      ("Subject: ", "=?iso-2022-jp?q?a?= =?big5?q?a?= ", "\n\n"), ("To: ", "a@x.example, ", "\n\n"),
      ("To: ", "a:;", "\n\n"), ("To: ", "(", "\n\n"), ("To: ", "<", "\n\n"), ("To: ", "\"", "\n\n"),
      ("References: ", "<", "\n\n"), ("Received: from ", "(a ", "; b\n\n"),
      ("Content-Type: text/plain; ", "a=b;", "\n\n"),
      ("Content-Type: multipart/mixed; boundary=b\n\n", "--b\n", ""), ("", "Content-Type: message/rfc822\n\n", "x"),
      (report, "\r", ""), (report, "a:b\r\r", ""), (report, "\n", ""), (report, "no field\n", ""),
      (report, "a:b\n\n", ""),
    ])
  func linear(_ start: String, _ unit: String, _ end: String) {
    /// The lesser of two, so that what else the machine does counts for little.
    func cost(_ count: Int) -> Duration {
      let bytes = Array((start + String(repeating: unit, count: count) + end).utf8)
      return (0..<2).map { _ in
        processorTime {
          let message = ParsedMessage(bytes)
          _ = (message.allDefects(), message.subject, message.to, message.references, message.header.trace)
          _ = (message.attachments.count, message.deliveryStatus)
        }
      }.min() ?? .zero
    }
    let once = cost(1000)
    let often = cost(8000)
    // Quadratic work would be 64 times as much.
    #expect(often < once * 20 + .milliseconds(20), "\(once), then \(often)")
  }

  private func cost(_ text: String, _ ask: (ParsedMessage) -> Void) -> Duration {
    let message = ParsedMessage(Array(text.utf8))
    return (0..<2).map { _ in processorTime { ask(message) } }.min() ?? .zero
  }

  @Test("a report in lines of CR alone costs about what one in lines of LF does", .timeLimit(.minutes(2)))
  func returnsInReport() {
    let costs = ["\n", "\r"].map { lineEnd in
      cost(Self.report + String(repeating: lineEnd, count: 400_000)) { _ = $0.deliveryStatus }
    }
    #expect(costs[1] < costs[0] * 3 + .milliseconds(20), "\(costs)")
  }

  @Test("encoded words in ever other charsets cost about what those in one do", .timeLimit(.minutes(2)))
  func charsetsInTurns() {
    func words(_ charsets: [String]) -> String {
      "Subject: " + (0..<1000).map { "=?\(charsets[$0 % charsets.count])?q?a?= " }.joined() + "\n\n"
    }
    let one = cost(words(["euc-kr", "utf-8"])) { _ = $0.subject }
    let many = cost(words(["euc-kr", "big5", "gb18030", "iso-2022-jp", "shift_jis"])) { _ = $0.subject }
    #expect(many < one * 8 + .milliseconds(20), "\(one), then \(many)")
  }

  @Test("the fields of a report are bounded in all its blocks together")
  func fieldsOfReports() throws {
    let block = String(repeating: "a:b\n", count: 60_000) + "\n"
    let message = ParsedMessage(Array((Self.report + block + block + block).utf8))
    let status = try #require(message.deliveryStatus)
    #expect(status.fields.count + status.recipients.map(\.fields.count).reduce(0, +) == 100_000)
    #expect(message.allDefects().contains { $0.kind == .tooManyFields })
  }

  @Test(
    "parts that are nested as deep as can be are compared and hashed in a time that grows with them",
    .timeLimit(.minutes(1)))
  func deepValues() {
    let text = String(repeating: "Content-Type: message/rfc822\n\n", count: 1000)
    let read = { ParsedMessage(Array(text.utf8), limits: ReadingLimits(depth: 1000)) }
    let (left, right) = (read(), read())
    // Comparing the bytes of each level took a minute.
    let cost = processorTime { #expect(left == right && left.hashValue == right.hashValue) }
    #expect(cost < .seconds(5))
    #expect(left != ParsedMessage(Array(text.utf8), limits: ReadingLimits(depth: 999)))
  }

  @Test("equal parts are equal wherever they stand")
  func equality() throws {
    let text = "Content-Type: multipart/mixed; boundary=b\n\n--b\nA: b\n\nx\n--b\nA: b\n\nx\n--b\nA: b\n\ny\n--b--\n"
    let parts = ParsedMessage(Array(text.utf8)).root.parts
    #expect(parts[0] == parts[1] && parts[0].hashValue == parts[1].hashValue)
    #expect(parts[1] != parts[2] && Set(parts).count == 2)
  }

  @Test("the identifiers of a field are bounded")
  func identifiers() {
    let text = { "References: " + String(repeating: "<a@b> ", count: $0) + "\n\n" }
    let whole = ParsedMessage(Array(text(10_000).utf8)).header.messageIDs(in: "References")
    let cut = ParsedMessage(Array(text(10_001).utf8)).header.messageIDs(in: "References")
    #expect(whole.value.count == 10_000 && whole.defects.isEmpty)
    #expect(cut.value.count == 10_000 && cut.defects.map(\.kind) == [.malformedMessageID])
  }

  @Test("the addresses of all fields of one name are bounded together", arguments: ["", "(x) "])
  func addresses(_ start: String) {
    let field = "To: " + start + String(repeating: "a@b.c,", count: 60_000) + "\n"
    let message = ParsedMessage(Array((field + field + field + "\n").utf8))
    let to = message.header.mailboxes(in: "To")
    #expect(to.value.count == 100_000)
    #expect(to.defects.map(\.kind) == [.malformedAddress, .malformedAddress])
    #expect(message.to == to.value)
  }
}
