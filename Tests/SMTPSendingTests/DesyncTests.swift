import NIOCore
import NIOEmbedded
import SMTPCore
import Testing

@testable import SMTPSending

/// The row "desync" of the security history: a reply that comes too late must not be taken for that to another command.
@Suite("Desync: a connection whose next reply is in doubt is dead")
struct DesyncTests {
  enum Ending: String, CaseIterable, Sendable {
    case timeOut, cancellation, malformedReply, unsolicitedReply

    func end(_ dialogue: EmbeddedDialogue, _ request: SendRequest) throws {
      switch self {
      case .timeOut: dialogue.pass(.seconds(10))
      case .cancellation: dialogue.handler.cancel(request)
      case .malformedReply: try dialogue.hear("250-ok\r\n550 no\r\n")
      // The message has its verdict, and then there is one more.
      case .unsolicitedReply: try dialogue.hear("250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n250 ok\r\n")
      }
    }
  }

  @Test(
    "it is closed at once, a late reply is nobody's, and the next message goes elsewhere", arguments: Ending.allCases)
  func dead(ending: Ending) async throws {
    let dialogue = try EmbeddedDialogue(TimeOuts(all: .seconds(10)))
    try dialogue.hear("220 mail.example.com\r\n")
    try dialogue.hear("250-mail.example.com\r\n250 PIPELINING\r\n")
    let first = try dialogue.begin(body: .whole(ByteBuffer(string: "Subject: one\r\n\r\n")))
    while try dialogue.channel.readOutbound(as: ByteBuffer.self) != nil {}
    try ending.end(dialogue, first)
    #expect(first.isFinished)
    #expect(dialogue.handler.failure != nil)
    #expect(!dialogue.channel.isActive)

    while try dialogue.channel.readOutbound(as: ByteBuffer.self) != nil {}
    let second = try dialogue.begin(body: .whole(ByteBuffer(string: "Subject: two\r\n\r\n")))
    // The channel is closed, but what was read before may still be on its way through the pipeline.
    dialogue.handler.session.receive(ByteBuffer(string: "250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n"))
    dialogue.handler.performActions()
    guard case .finished(let result) = await second.nextEvent() else {
      Issue.record("the second message was carried")
      return
    }
    #expect(result.isDisplaced)
    #expect(result.report == nil)
    #expect(try dialogue.channel.readOutbound(as: ByteBuffer.self) == nil)
  }
}
