import Foundation
import NIOCore
import SMTPCore
import Testing

@Suite("Reply and enhanced status code")
struct ReplyTests {
  @Test("a reply is written with its status on every line, and reads back as itself")
  func roundTrip() throws {
    let status = try #require(EnhancedStatusCode("5.7.1"))
    for reply in [
      Reply(250, "ok"), Reply(421, "4.7.66", "TLS 1.0 and 1.1 are not supported."),
      Reply(550, status, lines: ["one", "two", ""]), Reply(354, ""), Reply(250, nil, lines: []),
    ] {
      var buffer = ByteBuffer()
      reply.encode(into: &buffer)
      var parser = ReplyParser()
      parser.append(buffer)
      #expect(try parser.next() == reply)
      #expect(parser.unreadByteCount == 0)
    }
    var buffer = ByteBuffer()
    Reply(550, status, lines: ["one", "two"]).encode(into: &buffer)
    #expect(String(buffer: buffer) == "550-5.7.1 one\r\n550 5.7.1 two\r\n")
  }

  @Test(
    "no text can break out of its line",
    arguments: ["a\r\n250 injected", "a\nb", "a\rb", "a\u{0}b", "a\u{85}b", "a\u{2028}b", "a\u{1B}[2Jb", "a\u{7F}b"])
  func injection(_ text: String) {
    var buffer = ByteBuffer()
    Reply(550, text).encode(into: &buffer)
    let bytes = buffer.readableBytesView
    #expect(bytes.suffix(2).elementsEqual([13, 10]))
    #expect(!bytes.dropLast(2).contains { $0 < 0x20 || $0 == 0x7F })
    #expect(!Reply(550, text).description.unicodeScalars.contains { $0.value == 0x2028 || $0.value == 0x85 })
  }

  @Test(
    "the first digit decides",
    arguments: [
      (250, Reply.Severity.positiveCompletion, true, false), (354, .positiveIntermediate, true, false),
      (399, .positiveIntermediate, true, false), (400, .transientNegative, false, true),
      (499, .transientNegative, false, true), (500, .permanentNegative, false, false),
    ])
  func severity(_ code: Int, _ severity: Reply.Severity, _ isPositive: Bool, _ isTransient: Bool) {
    let reply = Reply(code, "x")
    #expect(reply.severity == severity && reply.isPositive == isPositive && reply.isTransient == isTransient)
  }

  @Test("description puts everything on one line")
  func description() {
    #expect(Reply(421, "4.7.66", "TLS").description == "421 4.7.66 TLS")
    #expect(Reply(354, "").description == "354")
    #expect(Reply(250, nil, lines: ["a", "b"]).description == "250 a b")
  }

  @Test("JSON has code, enhanced status code and text")
  func json() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let reply = Reply(421, "4.7.66", "TLS 1.0")
    let data = try encoder.encode(reply)
    #expect(String(decoding: data, as: UTF8.self) == #"{"code":421,"enhanced":"4.7.66","text":"TLS 1.0"}"#)
    #expect(try JSONDecoder().decode(Reply.self, from: data) == reply)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Reply.self, from: Data(#"{"code":421,"enhanced":"4.7","text":""}"#.utf8))
    }
  }

  @Test(
    "a status has a class of 2, 4 or 5 and two numbers of one to three digits",
    arguments: ["2.0.0", "4.7.66", "5.7.139", "5.999.999", "4.0.0"])
  func status(_ text: String) throws {
    #expect(try #require(EnhancedStatusCode(text)).description == text)
  }

  @Test(
    "anything else is no status",
    arguments: [
      "", "4.7", "4.7.66.1", "3.0.0", "1.1.1", "6.0.0", "4..1", "4.7.", ".7.1", "4.7.1000", "4.1000.1", "44.7.1",
      "+4.7.1", "4.-7.1", "4.7.6x", " 4.7.66", "4.7.66 ", "\u{FF14}.7.66", "4.7.\u{0661}", "4,7,66", "4.7.66\u{301}",
    ])
  func noStatus(_ text: String) {
    #expect(EnhancedStatusCode(text) == nil)
  }

  @Test("numbers out of range are no status")
  func numbers() {
    #expect(EnhancedStatusCode(5, 7, 999) != nil)
    #expect(EnhancedStatusCode(5, 7, 1000) == nil)
    #expect(EnhancedStatusCode(5, -1, 0) == nil)
    #expect(EnhancedStatusCode(3, 0, 0) == nil)
  }

  @Test(
    "the queue ID is found in the forms that servers use",
    arguments: [
      ("2.0.0 Ok: queued as 4ABC12", "4ABC12"), ("OK id=1tAbCd-0001-Xy", "1tAbCd-0001-Xy"),
      ("2.0.0 5AO1 Message accepted for delivery", "5AO1"),
      ("2.6.0 <id@host> [InternalId=1, Hostname=x] Queued mail for delivery", "id@host"),
      ("2.0.0 OK  1700000000 ab1-20020a - gsmtp", "ab1-20020a"),
    ])
  func queueID(_ text: String, _ id: String) throws {
    #expect(Reply(250, nil, lines: [text]).queueID == id)
    #expect(Reply(451, nil, lines: [text]).queueID == nil)
  }

  @Test(
    "a text without a name has no queue ID",
    arguments: ["", "Ok", "queued as", "id=", "message accepted", "gsmtp", "- gsmtp"])
  func noQueueID(_ text: String) {
    #expect(Reply(250, text).queueID == nil)
  }
}
