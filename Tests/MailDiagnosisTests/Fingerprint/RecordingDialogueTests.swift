import NIOCore
import TLSWire
import Testing

@testable import MailDiagnosis

@Suite("The dialogue that a hello is recorded in")
struct RecordingDialogueTests {
  private let hello = ClientHello.probe()

  private func text(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

  @Test("leads an SMTP client to its hello")
  func startTLS() {
    var dialogue = RecordingDialogue()
    #expect(dialogue.receive(text("EHLO client\r\n")) == .reply("250-sealpost\r\n250 STARTTLS\r\n"))
    #expect(dialogue.receive(text("STARTTLS\r\n")) == .reply("220 2.0.0 Ready to start TLS\r\n"))
    #expect(dialogue.receive(hello.encode()) == .hello(hello))
    #expect(dialogue.receive(hello.encode()) == .wait)
  }

  @Test("understands a client that begins with TLS, in pieces of any size", arguments: [1, 3, 100, 1000])
  func implicit(size: Int) throws {
    var dialogue = RecordingDialogue()
    var bytes = hello.encode()
    var answers: [RecordingDialogue.Answer] = []
    while let piece = bytes.readSlice(length: min(size, bytes.readableBytes)), piece.readableBytes > 0 {
      answers.append(dialogue.receive(piece))
    }
    #expect(answers.last == .hello(hello))
    #expect(answers.dropLast().allSatisfy { $0 == .wait })
  }

  @Test("waits for the end of a line")
  func pieces() {
    var dialogue = RecordingDialogue()
    #expect(dialogue.receive(text("HEL")) == .wait)
    #expect(
      dialogue.receive(text("O client\r\nNOOP\r\nMAIL FROM:<>\r\nx"))
        == .reply(
          "250 sealpost\r\n250 2.0.0 OK\r\n530 5.7.0 Must issue a STARTTLS command first\r\n"))
    #expect(
      dialogue.receive(text("\r\nQUIT\r\n"))
        == .close(
          "530 5.7.0 Must issue a STARTTLS command first\r\n221 2.0.0 Bye\r\n"))
  }

  @Test("ends with a client that is neither, or never comes to the point")
  func garbage() {
    var broken = RecordingDialogue()
    #expect(broken.receive(ByteBuffer(bytes: [22, 9, 9, 9, 9, 9])) == .close(""))
    var long = RecordingDialogue()
    #expect(long.receive(text(String(repeating: "x", count: 5000))) == .close("500 5.5.2 Line too long\r\n"))
    var many = RecordingDialogue()
    let answer = many.receive(text(String(repeating: "NOOP\r\n", count: 101)))
    guard case .close(let reply) = answer else {
      Issue.record("it goes on: \(answer)")
      return
    }
    #expect(reply.hasSuffix("421 4.7.0 Too many commands\r\n"))
  }
}
