import NIOCore
import NIOEmbedded
import SMTPCore
import Testing

@testable import SMTPSending

@Suite("Two messages on one connection")
struct PipelinedHandlerTests {
  /// With the first message sent to its end, and the envelope of the second behind it.
  private func twoUnderWay() throws -> (EmbeddedDialogue, SendRequest, SendRequest) {
    let dialogue = try EmbeddedDialogue(TimeOuts())
    try dialogue.open(offering: "PIPELINING")
    let first = try dialogue.begin(body: .whole(ByteBuffer(string: "first")))
    try dialogue.hear("250 ok\r\n250 ok\r\n354 go\r\n")
    let second = try dialogue.begin()
    return (dialogue, first, second)
  }

  private func result(of request: SendRequest) async throws -> SendRequest.Result {
    while true {
      if case .finished(let result) = await request.nextEvent() { return result }
    }
  }

  @Test(
    "the second is cancelled, or cannot be read: the first has its verdict before the connection ends",
    arguments: [false, true])
  func secondEnds(isUnreadable: Bool) async throws {
    let (dialogue, first, second) = try twoUnderWay()
    if isUnreadable {
      dialogue.handler.giveUp(SMTPError(.unusableMessage, in: .transfer, "no such file"), for: second)
    } else {
      dialogue.handler.cancel(second)
    }
    #expect(try await result(of: second).error?.code == (isUnreadable ? .unusableMessage : .cancelled))
    #expect(dialogue.channel.isActive)
    try dialogue.hear("250 2.0.0 first\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    #expect(try await result(of: first).report?.isAccepted == true)
    #expect(!dialogue.channel.isActive, "the second's data was begun and must not be ended")
  }

  @Test("the first is cancelled: the second is taken elsewhere at once")
  func firstEnds() async throws {
    let (dialogue, first, second) = try twoUnderWay()
    dialogue.handler.cancel(first)
    #expect(try await result(of: first).error?.isAmbiguous == true)
    let displaced = try await result(of: second)
    #expect(displaced.isDisplaced && displaced.bytes == 0)
    #expect(!dialogue.channel.isActive)
  }

  @Test("the connection breaks: the first is in doubt, and the second is taken elsewhere at once")
  func broken() async throws {
    let (dialogue, first, second) = try twoUnderWay()
    dialogue.channel.pipeline.fireChannelInactive()
    #expect(try await result(of: first).error?.isAmbiguous == true)
    #expect(try await result(of: second).isDisplaced)
  }

  @Test("421 to the first: it is refused, and the second is taken elsewhere")
  func closing() async throws {
    let (dialogue, first, second) = try twoUnderWay()
    try dialogue.hear("421 4.3.2 closing\r\n")
    #expect(try await result(of: first).report?.acceptance?.code == 421)
    #expect(try await result(of: second).isDisplaced)
  }
}
