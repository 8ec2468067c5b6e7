import MIME
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Received fields")
struct TraceFieldTests {
  @Test("what a server wrote is read from a whole message")
  func recorded() throws {
    let file = try #require(try CorpusMessage.others().first { $0.name.hasSuffix("postfix-tls13.eml") })
    let field = try #require(ParsedMessage(file.bytes).header.trace.first)
    #expect(field.by != nil && field.from != nil && field.id != nil && field.date != nil)
    #expect(field.with?.hasPrefix("ESMTPS") == true)
    #expect(field.comments.contains { $0.contains("TLSv1.3") })
  }

  @Test("what cannot be read is nil", arguments: ["", ";", "(", "nonsense", "from", "\t;\0", "by by by"])
  func nonsense(_ value: String) {
    let field = TraceField(value)
    #expect(field.from == nil && field.date == nil && field.with == nil)
  }

  @Test("a folded field is read with its tabs")
  func tabs() {
    let field = TraceField(
      "from a.example (b.example [IPv6:2001:db8::1])\tby c.example\twith ESMTP id 7\tfor <d@e.example>; Tue, 24 Nov 2026 03:40:13 +0000"
    )
    #expect(
      [field.from, field.fromAddress, field.by, field.with, field.id, field.recipient] == [
        "a.example", "2001:db8::1", "c.example", "ESMTP", "7", "d@e.example",
      ])
    #expect(field.date == Date(timeIntervalSince1970: 1_795_491_613))
  }
}
