import NIOCore
import SMTPCore
import Testing

@Suite("A message on its way into the server")
struct ServerMessageTests {
  static let opening = "EHLO x.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n"

  private func dialogue(_ configuration: ServerSession.Configuration = .test) -> ServerDialogue {
    var dialogue = ServerDialogue(configuration)
    dialogue.say(Self.opening)
    return dialogue
  }

  static let smuggled = "MAIL FROM:<evil@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nevil\r\n.\r\n"

  @Test(
    "no other end of data than CRLF.CRLF is one, and a message that holds one is refused",
    arguments: [
      "\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n\0.\r\n", "\r\n.\0\r\n", "\r\n.\r\0\n",
      "\r\n.\r\r\n",
      "\r\r\n.\r\r\n", "\n\n.\r\n", "\r\n.\r.\r\n", "\n.\r", "\r\n\r.\r\n",
    ])
  func smuggling(construct: String) {
    let text = "DATA\r\nfirst\(construct)\(Self.smuggled)NOOP\r\n"
    let bytes = Array(text.utf8)
    for cut in 0..<bytes.count {
      var dialogue = dialogue()
      dialogue.say(bytes[..<cut])
      dialogue.say(bytes[cut...])
      #expect(dialogue.codes == [250, 250, 250, 354, 550], "cut at \(cut)")
      #expect(dialogue.record.messages.isEmpty)
      guard case .violation = dialogue.record.end else {
        Issue.record("the session goes on")
        return
      }
    }
  }

  @Test(
    "dots at the beginning of a line are taken off, wherever the bytes are cut",
    arguments: [
      (".\r\n", ""), ("\r\n.\r\n", "\r\n"), ("..\r\n.\r\n", ".\r\n"), (".a\r\n.\r\n", "a\r\n"),
      ("a.\r\n...\r\n.\r\n", "a.\r\n..\r\n"), ("a\r\n.b.\r\n..\r\n.\r\n", "a\r\nb.\r\n.\r\n"),
      ("\u{E9}\r\n\r\n\r\n.\r\n", "\u{E9}\r\n\r\n\r\n"),
    ])
  func unstuffing(data: String, body: String) {
    let bytes = Array("DATA\r\n\(data)NOOP\r\n".utf8)
    for cut in 0..<bytes.count {
      var dialogue = dialogue()
      dialogue.say(bytes[..<cut])
      dialogue.say(bytes[cut...])
      #expect(dialogue.codes == [250, 250, 250, 354, 250, 250], "cut at \(cut)")
      #expect(dialogue.record.messages.map(\.body) == [body], "cut at \(cut)")
    }
  }

  @Test(
    "what the client's stuffer makes of a text comes out as the text",
    arguments: ["a\r\n.b\r\n..\r\n", ".\r\n.\r\n", ""])
  func roundTrip(text: String) {
    var stuffer = DotStuffer()
    var data = stuffer.stuff(ByteBuffer(string: text))
    var end = stuffer.finish()
    data.writeBuffer(&end)
    var dialogue = dialogue()
    dialogue.say("DATA\r\n")
    dialogue.say(data.readableBytesView)
    #expect(dialogue.record.messages.map(\.body) == [text])
  }

  @Test("a message over the limit is refused at its end, and the next one taken")
  func tooLarge() {
    var configuration = ServerSession.Configuration.test
    configuration.maximumMessageSize = 10
    var dialogue = dialogue(configuration)
    dialogue.say("DATA\r\n12345678\r\n.\r\n")
    #expect(dialogue.codes.last == 250)
    dialogue.say("MAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n1234567\r\n89\r\n.\r\nNOOP\r\n")
    #expect(dialogue.codes.suffix(2) == [552, 250])
    #expect(dialogue.record.messages.count == 1)
    dialogue.say("MAIL FROM:<> SIZE=10\r\nRSET\r\nMAIL FROM:<> SIZE=11\r\nMAIL FROM:<> SIZE=99999999999999999999\r\n")
    #expect(dialogue.codes.suffix(4) == [250, 250, 552, 552])
  }

  @Test("a message without end is not waited for")
  func endless() {
    var configuration = ServerSession.Configuration.test
    configuration.maximumMessageSize = 10
    var dialogue = dialogue(configuration)
    dialogue.say("DATA\r\n")
    for _ in 0..<40 { dialogue.say(repeatElement(UInt8(ascii: "x"), count: 65536)) }
    #expect(dialogue.codes.last == 552)
    #expect(dialogue.record.end == .violation(.endlessMessage))
  }

  @Test("the body is handed out as it comes")
  func streaming() {
    var session = ServerSession(configuration: .test, isSecure: false)
    session.receive(ByteBuffer(string: Self.opening + "DATA\r\n"))
    while let action = session.nextAction() {
      if case .ask = action { session.answer(.proceed) }
    }
    for _ in 0..<100 {
      session.receive(ByteBuffer(string: "line\r\n"))
      #expect(session.nextAction() == .body(ByteBuffer(string: "line\r\n")))
      #expect(session.nextAction() == nil)
      #expect(session.unreadByteCount == 0)
    }
  }

  @Test("chunks make one message, with dots and commands in it, wherever they are cut")
  func chunks() {
    let bytes = Array("BDAT 5\r\na\r\n.\rBDAT 1\r\n\nBDAT 0\r\nBDAT 8 LAST\r\nQUIT\r\n..NOOP\r\n".utf8)
    for cut in 0..<bytes.count {
      var dialogue = dialogue()
      dialogue.say(bytes[..<cut])
      dialogue.say(bytes[cut...])
      #expect(dialogue.codes.dropFirst(3) == [250, 250, 250, 250, 250], "cut at \(cut)")
      #expect(dialogue.record.messages.map(\.body) == ["a\r\n.\r\nQUIT\r\n.."])
    }
  }

  private static let binary = ["a\nb", "a\rb", "a\0b", "a\r\r\n", "a\r", "\r\0", "\n.\n", "\n"]

  @Test("chunks with what ends no line are refused after the last", arguments: binary)
  func smugglingChunks(content: String) {
    let bytes = Array(content.utf8)
    for cut in 0...bytes.count {
      var dialogue = dialogue()
      dialogue.say("BDAT \(cut)\r\n")
      dialogue.say(bytes[..<cut])
      dialogue.say("BDAT \(bytes.count - cut)\r\n")
      dialogue.say(bytes[cut...])
      dialogue.say("BDAT 0 LAST\r\nNOOP\r\n")
      #expect(dialogue.codes.dropFirst(3) == [250, 250, 550], "cut at \(cut)")
      #expect(dialogue.record.messages.isEmpty)
      guard case .violation = dialogue.record.end else {
        Issue.record("the session goes on")
        return
      }
    }
  }

  @Test("chunks that were declared BINARYMIME may hold anything", arguments: binary)
  func binaryChunks(content: String) {
    var configuration = ServerSession.Configuration.test
    configuration.extensions.binaryMIME = true
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<a@b.test>\r\n")
    dialogue.say("BDAT \(content.utf8.count) LAST\r\n\(content)NOOP\r\n")
    #expect(dialogue.codes.suffix(2) == [250, 250])
    #expect(dialogue.record.messages.map(\.body) == [content])
  }

  @Test("the policy may refuse a chunk, and with it the message")
  func refusedChunk() {
    var isRefused = true
    var dialogue = ServerDialogue { question in
      guard case .command(.bdat) = question, isRefused else { return .proceed }
      return .reply(Reply(452, "4.3.1", "Full"))
    }
    dialogue.say(Self.opening)
    dialogue.say("BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nRSET\r\n")
    #expect(dialogue.codes.dropFirst(3) == [452, 503])
    isRefused = false
    dialogue.say("MAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nBDAT 2 LAST\r\nhi")
    #expect(dialogue.codes.suffix(3) == [250, 250, 250])
    #expect(dialogue.record.messages.map(\.body) == ["hi"])
  }

  @Test("the policy's own reply to a chunk comes when the chunk is there, and after the last the message's")
  func chunkReplies() {
    var dialogue = ServerDialogue { question in
      guard case .command(.bdat) = question else { return .proceed }
      return .reply(Reply(250, "2.0.0", "More"))
    }
    dialogue.say(Self.opening + "BDAT 3\r\nab")
    #expect(dialogue.codes.count == 3)
    dialogue.say("cBDAT 1 LAST\r\nd")
    #expect(dialogue.record.replies.suffix(2) == ["250 2.0.0 More|", "250 2.0.0 Message accepted|"])
  }

  @Test(
    "a chunk that is not welcome is read and refused, never carried out",
    arguments: [
      ("BDAT 6\r\nQUIT\r\n", 503, "EHLO x.test\r\n"),
      ("BDAT 6 LAST\r\nQUIT\r\n", 554, "EHLO x.test\r\nMAIL FROM:<>\r\n"),
      ("BDAT 6 LAST\r\nQUIT\r\n", 552, opening + "BDAT 5\r\n12345"),
    ])
  func unwelcomeChunks(chunk: String, code: Int, before: String) {
    var configuration = ServerSession.Configuration.test
    configuration.maximumMessageSize = 10
    var dialogue = ServerDialogue(configuration)
    dialogue.say(before)
    dialogue.say("\(chunk)NOOP\r\n")
    #expect(dialogue.codes.suffix(2) == [code, 250])
    #expect(dialogue.record.end == nil)
    #expect(dialogue.record.messages.isEmpty)
  }

  @Test("without CHUNKING a chunk is still no command")
  func chunkingNotOffered() {
    var configuration = ServerSession.Configuration.test
    configuration.extensions.chunking = false
    var dialogue = dialogue(configuration)
    dialogue.say("BDAT 6\r\nQUIT\r\nNOOP\r\n")
    #expect(dialogue.codes.suffix(2) == [502, 250])
  }

  @Test(
    "a chunk whose size cannot be read ends the session",
    arguments: ["BDAT", "BDAT x", "BDAT -1", "BDAT 5 LST", "BDAT 99999999999999999999"])
  func unreadableSize(command: String) {
    var dialogue = dialogue()
    dialogue.say("\(command)\r\nNOOP\r\n")
    #expect(dialogue.codes.last == 501)
    #expect(dialogue.record.end == .violation(.unreadableChunkSize))
  }

  @Test("a chunk far over the limit is not waited for")
  func endlessChunk() {
    var dialogue = dialogue()
    dialogue.say("BDAT \(Int.max)\r\n")
    #expect(dialogue.codes.last == 552)
    #expect(dialogue.record.end == .violation(.endlessMessage))
  }

  @Test("chunks of a message that was given up are not part of the next")
  func abandonedChunks() {
    var dialogue = dialogue()
    dialogue.say("BDAT 3\r\nold")
    dialogue.say("DATA\r\nRCPT TO:<a@b.test>\r\nRSET\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nnew\r\n.\r\n")
    #expect(dialogue.codes.dropFirst(3) == [250, 503, 503, 250, 250, 250, 354, 250])
    #expect(dialogue.record.messages.map(\.body) == ["new\r\n"])
  }

  @Test("BINARYMIME needs BDAT")
  func binaryMIME() {
    var configuration = ServerSession.Configuration.test
    configuration.extensions.binaryMIME = true
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<a@b.test>\r\nDATA\r\nBDAT 1 LAST\r\n\0")
    #expect(dialogue.codes == [250, 250, 250, 503, 250])
  }
}
