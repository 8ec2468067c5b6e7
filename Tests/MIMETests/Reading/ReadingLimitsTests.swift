import MIME
import Testing

/// Row "DoS" of the security history.
@Suite("Limits of reading")
struct ReadingLimitsTests {
  private func read(_ text: String, _ limits: ReadingLimits) -> ParsedMessage {
    ParsedMessage(Array(text.utf8), limits: limits)
  }

  @Test("parts beyond the limit belong to the last one that is within it")
  func parts() {
    let text =
      "Content-Type: multipart/mixed; boundary=b\r\nMIME-Version: 1.0\r\n\r\n"
      + String(repeating: "--b\r\n\r\nx\r\n", count: 10) + "--b--\r\n"
    let message = read(text, ReadingLimits(parts: 4))
    #expect(message.root.allParts.count == 4)
    #expect(message.defects.map(\.kind) == [.tooManyParts])
    #expect(Array(message.bytes) == Array(text.utf8))
    #expect(read(text, ReadingLimits(parts: 11)).defects.isEmpty)
  }

  @Test("parts that are nested deeper than the limit are not taken apart")
  func depth() {
    let text =
      "MIME-Version: 1.0\r\n" + String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 10) + "\r\nx\r\n"
    let message = read(text, ReadingLimits(depth: 3))
    #expect(message.root.allParts.count == 3)
    #expect(message.defects.map(\.kind) == [.tooDeep])
    #expect(message.root.allParts.last?.enclosedMessage == nil)
    #expect(read(text, ReadingLimits(depth: 11)).defects.isEmpty)
  }

  @Test(
    "thousands of levels take no stack",
    arguments: ["Content-Type: message/rfc822\r\n\r\n", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"])
  func endlessDepth(_ level: String) {
    let limits = ReadingLimits(depth: .max, parts: .max, defects: .max)
    let message = read(String(repeating: level, count: 5000), limits)
    #expect(message.root.allParts.count >= 1000)
    #expect(message.allDefects(limit: .max).contains { $0.kind == .tooDeep })
    var (levels, part) = (0, Optional(message.root))
    while let next = part { (levels, part) = (levels + 1, next.parts.first) }
    #expect(levels == 1000)
  }

  @Test("fields beyond the limit are not read")
  func fields() {
    let text = String(repeating: "A: b\r\n", count: 10) + "\r\nbody"
    let message = read(text, ReadingLimits(fields: 4))
    #expect(message.header.count == 4)
    #expect(message.defects.map(\.kind) == [.tooManyFields])
    #expect(message.text == "body")
    #expect(read(text, ReadingLimits(fields: 10)).defects.isEmpty)
  }

  @Test("defects beyond the limit are not told")
  func defects() {
    let text = String(repeating: "Subject : a\r\n", count: 1000) + "\r\n"
    let message = read(text, ReadingLimits(defects: 5))
    #expect(message.defects.prefix(5).map(\.kind) == Array(repeating: .malformedField, count: 4) + [.tooManyDefects])
    #expect(message.allDefects(limit: 10).count == 10)
  }

  @Test("limits out of range are taken for the nearest in it")
  func ranges() {
    #expect(
      ReadingLimits(depth: 0, parts: -1, fields: -1, defects: 0)
        == ReadingLimits(depth: 1, parts: 1, fields: 0, defects: 1))
    #expect(ReadingLimits(depth: .max).depth == 1000)
    #expect(
      read(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
        ReadingLimits(depth: 1, parts: 1, fields: 0, defects: 1)
      ).root.parts.isEmpty)
  }

  @Test("parameters and recipients of a report are not without number")
  func lists() {
    let many = (0..<10_100).map { "; a\($0)=b" }.joined()
    let parameters = read("MIME-Version: 1.0\r\nContent-Type: text/plain\(many)\r\n\r\n", .default)
    #expect(parameters.root.mediaType.parameters.count == 10_000)
    #expect(parameters.defects.map(\.kind) == [.malformedParameter])
    let blocks = "Reporting-MTA: dns; a\r\n\r\n" + String(repeating: "Status: 5.0.0\r\n\r\n", count: 10_100)
    let report = read("Content-Type: message/delivery-status\r\n\r\n\(blocks)", .default)
    #expect(report.deliveryStatus?.recipients.count == 10_000)
  }
}
