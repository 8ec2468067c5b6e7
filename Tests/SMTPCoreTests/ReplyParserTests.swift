import NIOCore
import SMTPCore
import TestSupport
import Testing

/// Row "endless server reply" of the security history: no newline for ever, `250-` for ever, codes of 1xx, a code that changes
/// inside a reply.
@Suite("Reply parser")
struct ReplyParserTests {
  /// The replies and the error that a parser makes of chunks.
  private static func parse(
    _ chunks: [ByteBuffer], limits: ReplyParser.Limits = .init()
  ) -> (replies: [Reply], error: ReplyError?, unread: Int) {
    var parser = ReplyParser(limits: limits)
    var replies: [Reply] = []
    for chunk in chunks {
      parser.append(chunk)
      do throws(ReplyError) {
        while let reply = try parser.next() { replies.append(reply) }
      } catch {
        return (replies, error, parser.unreadByteCount)
      }
    }
    return (replies, nil, parser.unreadByteCount)
  }

  private static func parse(_ text: String) -> (replies: [Reply], error: ReplyError?, unread: Int) {
    parse([ByteBuffer(string: text)])
  }

  @Test("one line, several lines, no text, no enhanced status code")
  func forms() throws {
    let result = Self.parse(
      "220 mx.example.org ESMTP\r\n250-2.1.0 a\r\n250-b\r\n250 2.1.0 c\r\n354\r\n250 \r\n250-\r\n250\r\n421 4.7.66 TLS 1.0\n"
    )
    let status = try #require(EnhancedStatusCode("2.1.0"))
    #expect(result.error == nil)
    #expect(
      result.replies == [
        Reply(220, "mx.example.org ESMTP"), Reply(250, status, lines: ["a", "b", "c"]), Reply(354, ""),
        Reply(250, ""), Reply(250, nil, lines: ["", ""]), Reply(421, "4.7.66", "TLS 1.0"),
      ])
    #expect(result.unread == 0)
  }

  @Test("a status whose class does not fit the code is text, and one that is longer is not cut")
  func statusInText() {
    #expect(Self.parse("451 5.7.3 Must\r\n").replies == [Reply(451, "5.7.3 Must")])
    #expect(Self.parse("354 2.0.0 go\r\n").replies == [Reply(354, "2.0.0 go")])
    #expect(Self.parse("550-5.7.1 a\r\n550 5.7.139 b\r\n").replies.first?.lines == ["a", "5.7.139 b"])
    #expect(Self.parse("550 5.7.1\r\n").replies == [Reply(550, "5.7.1", "")])
  }

  @Test("the same replies come out wherever the bytes are cut")
  func everyCut() {
    let bytes = ByteBuffer(string: "220 mx\r\n250-mx \u{E9}\r\n250-SIZE 100\n250 AUTH PLAIN\r\n550 5.1.1 no\r\n25")
    let whole = Self.parse([bytes])
    #expect(whole.replies.count == 3 && whole.unread == 2)
    for cut in 0...bytes.readableBytes {
      var rest = bytes
      let head = rest.readSlice(length: cut) ?? ByteBuffer()
      let result = Self.parse([head, rest])
      #expect(result.replies == whole.replies && result.error == nil && result.unread == 2, "cut at \(cut)")
    }
    let single = Self.parse(bytes.readableBytesView.map { ByteBuffer(bytes: [$0]) })
    #expect(single.replies == whole.replies && single.unread == 2)
  }

  @Test(
    "what is no reply ends the stream",
    arguments: [
      ("hello\r\n", ReplyError.notAReply("hello")), ("\r\n", .notAReply("")), ("25\r\n", .notAReply("25")),
      ("2500 x\r\n", .notAReply("2500 x")), ("250x\r\n", .notAReply("250x")), ("250\t\r\n", .notAReply("250 ")),
      ("2\u{0665}0 x\r\n", .notAReply("2\u{0665}0 x")), (" 250 x\r\n", .notAReply(" 250 x")),
      ("100 x\r\n", .impossibleCode(100)), ("199 x\r\n", .impossibleCode(199)), ("000 x\r\n", .impossibleCode(0)),
      ("600 x\r\n", .impossibleCode(600)), ("999 x\r\n", .impossibleCode(999)),
      ("250-a\r\n251 b\r\n", .codeChanged(from: 250, to: 251)),
      ("250-a\r\n250-b\r\n550 c\r\n", .codeChanged(from: 250, to: 550)),
    ])
  func malformed(_ text: String, _ error: ReplyError) {
    #expect(Self.parse(text).error == error)
    let single = Self.parse(ByteBuffer(string: text).readableBytesView.map { ByteBuffer(bytes: [$0]) })
    #expect(single.error == error)
  }

  @Test("after an error every call throws it again, and good bytes do not help")
  func errorIsFinal() {
    var parser = ReplyParser()
    parser.append(ByteBuffer(string: "junk\r\n250 ok\r\n"))
    for _ in 0..<3 {
      #expect(throws: ReplyError.notAReply("junk")) { try parser.next() }
      parser.append(ByteBuffer(string: "250 ok\r\n"))
    }
    // Here the line with the error has been read, so that a good one would be next.
    parser = ReplyParser()
    parser.append(ByteBuffer(string: "250-a\r\n251 b\r\n250 ok\r\n"))
    for _ in 0..<2 { #expect(throws: ReplyError.codeChanged(from: 250, to: 251)) { try parser.next() } }
  }

  @Test(
    "an error shows no control characters of the server's",
    arguments: ["\u{1B}[2J bad\r\n", "a\u{7}\u{85}\u{2028}\r\n"])
  func printableErrors(_ text: String) throws {
    let description = try #require(Self.parse(text).error).description
    #expect(
      !description.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028 }
    )
  }

  @Test("a line of 8192 bytes is read, one byte more is refused, with or without its end")
  func lineLimit() {
    let longest = "250 " + String(repeating: "x", count: 8192 - 6) + "\r\n"
    #expect(Self.parse(longest).replies.count == 1)
    let tooLong = "250 " + String(repeating: "x", count: 8192 - 5) + "\r\n"
    #expect(Self.parse(tooLong).error == .lineTooLong(limit: 8192))
    let bytes = Array(tooLong.utf8)
    let single = Self.parse(
      stride(from: 0, to: bytes.count, by: 50).map { ByteBuffer(bytes: bytes[$0..<min($0 + 50, bytes.count)]) })
    #expect(single.error == .lineTooLong(limit: 8192))
  }

  @Test("bytes without a newline for ever are refused as soon as they pass the limit")
  func noNewline() throws {
    var parser = ReplyParser()
    let chunk = ByteBuffer(repeating: UInt8(ascii: "2"), count: 1024)
    var taken = 0
    for _ in 0..<100 {
      parser.append(chunk)
      taken += 1024
      do throws(ReplyError) {
        #expect(try parser.next() == nil)
      } catch {
        #expect(error == .lineTooLong(limit: 8192))
        break
      }
    }
    #expect(taken == 9 * 1024)
  }

  @Test("250- for ever is refused at 32768 bytes", arguments: ["250-\r\n", "250-\n", "250-x\r\n", "250-\u{E9}\r\n"])
  func endlessReply(_ line: String) {
    var parser = ReplyParser()
    var taken = 0
    var error: ReplyError?
    while error == nil, taken < 1_000_000 {
      parser.append(ByteBuffer(string: line))
      taken += line.utf8.count
      do throws(ReplyError) {
        #expect(try parser.next() == nil)
      } catch let thrown {
        error = thrown
      }
    }
    #expect(error == .replyTooLong(limit: 32768))
    #expect((32769...32768 + line.utf8.count).contains(taken))
  }

  @Test("bytes that are no UTF-8 count once, however they are shown")
  func sizeInBytes() {
    var bytes: [UInt8] = []
    for last in [false, false, false, true] {
      bytes += Array(last ? "250 ".utf8 : "250-".utf8) + [UInt8](repeating: 0xFF, count: 7000) + [13, 10]
    }
    #expect(bytes.count < 32768)
    #expect(Self.parse([ByteBuffer(bytes: bytes)]).replies.first?.lines.count == 4)
  }

  @Test("a short limit is kept")
  func ownLimits() {
    let limits = ReplyParser.Limits(line: 10, reply: 20)
    #expect(Self.parse([ByteBuffer(string: "250 1234\r\n")], limits: limits).replies.count == 1)
    #expect(Self.parse([ByteBuffer(string: "250 12345\r\n")], limits: limits).error == .lineTooLong(limit: 10))
    let two = "250-1234\r\n250 1234\r\n"
    #expect(Self.parse([ByteBuffer(string: two)], limits: limits).replies.count == 1)
    #expect(Self.parse([ByteBuffer(string: "250-\r\n" + two)], limits: limits).error == .replyTooLong(limit: 20))
    let oneMore = "250-1234\r\n250-\r\n250 \n"
    #expect(Self.parse([ByteBuffer(string: oneMore)], limits: limits).error == .replyTooLong(limit: 20))
    #expect(Self.parse([ByteBuffer(string: "250 123456")], limits: limits).error == nil, "its end may come yet")
    #expect(Self.parse([ByteBuffer(string: "250 1234567")], limits: limits).error == .lineTooLong(limit: 10))
  }

  @Test("what is unread is counted: fragments, whole lines, and lines of an unfinished reply")
  func unread() throws {
    var parser = ReplyParser()
    #expect(parser.unreadByteCount == 0 && !parser.hasUnreadLine)
    parser.append(ByteBuffer(string: "220 go\r\n250"))
    #expect(try parser.next() == Reply(220, "go"))
    #expect(parser.unreadByteCount == 3 && !parser.hasUnreadLine)
    parser.append(ByteBuffer(string: "-x\r\n2"))
    #expect(parser.unreadByteCount == 8 && parser.hasUnreadLine)
    #expect(try parser.next() == nil)
    #expect(parser.unreadByteCount == 8 && parser.hasUnreadLine)
    parser.append(ByteBuffer(string: "50 y\n"))
    #expect(try parser.next() == Reply(250, nil, lines: ["x", "y"]))
    #expect(parser.unreadByteCount == 0 && !parser.hasUnreadLine)
  }

  @Test("random bytes give the same replies and the same error however they are cut")
  func randomBytes() {
    var generator = SeededGenerator(seed: 1)
    let pieces = [
      "250", "25", "-", " ", "\r\n", "\n", "\r", "2.1.0", "5.7.1 ", "x", "550 ", "\u{E9}", "1", "250-", "421 4.7.66 ",
    ]
    for _ in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<30, using: &generator) {
        if Int.random(in: 0..<12, using: &generator) == 0 {
          bytes.append(UInt8.random(in: 0...255, using: &generator))
        } else {
          bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
        }
      }
      let whole = Self.parse([ByteBuffer(bytes: bytes)])
      let size = Int.random(in: 1...7, using: &generator)
      let cut = Self.parse(
        stride(from: 0, to: bytes.count, by: size).map { ByteBuffer(bytes: bytes[$0..<min($0 + size, bytes.count)]) })
      #expect(whole.replies == cut.replies && whole.error == cut.error, "\(bytes)")
      for reply in whole.replies {
        #expect((200...599).contains(reply.code) && !reply.lines.isEmpty)
        #expect(!reply.description.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
      }
    }
  }
}
