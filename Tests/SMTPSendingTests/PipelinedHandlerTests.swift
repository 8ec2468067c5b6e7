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

  @Test("a piece of the second that comes after it was cancelled is not sent")
  func latePiece() async throws {
    let dialogue = try EmbeddedDialogue(TimeOuts())
    try dialogue.openChunking()
    _ = try dialogue.begin(body: .whole(ByteBuffer(string: "first")), inOneFlight: true)
    let second = try dialogue.begin(body: .pieces, inOneFlight: true)
    dialogue.handler.cancel(second)
    _ = try dialogue.said()
    dialogue.write("Subject: second\r\n\r\n", isLast: true, of: second)
    #expect(try dialogue.said() == "")
  }
}

/// Whether a message may go by another connection at once, as if nothing had happened.
@Suite("A message that is displaced, and one that is not")
struct DisplacementTests {
  enum Ending: Sendable, CaseIterable {
    case lost, timeOut, lostAfterMAIL, serviceClosing, refusedForNow

    func end(_ dialogue: EmbeddedDialogue) throws {
      switch self {
      case .lost: dialogue.channel.pipeline.fireChannelInactive()
      case .timeOut: dialogue.pass(.minutes(10))
      case .lostAfterMAIL:
        try dialogue.hear("250 ok\r\n")
        dialogue.channel.pipeline.fireChannelInactive()
      case .serviceClosing: try dialogue.hear("421 4.3.2 closing\r\n")
      case .refusedForNow: try dialogue.hear("450 4.3.2 later\r\n")
      }
    }

    /// Of a connection that had carried another.
    var displaces: Bool { self == .lost || self == .serviceClosing }
  }

  @Test(
    "only where the connection had carried another, and broke or closed before it said anything",
    arguments: Ending.allCases, [false, true])
  func displacement(ending: Ending, isFollower: Bool) async throws {
    let dialogue = try EmbeddedDialogue(TimeOuts())
    try dialogue.open()
    if isFollower {
      let first = try dialogue.begin(body: .whole(ByteBuffer(string: "first")))
      for reply in ["250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 2.0.0 taken\r\n"] { try dialogue.hear(reply) }
      #expect(first.isFinished)
    }
    let request = try dialogue.begin(body: .whole(ByteBuffer(string: "second")))
    try ending.end(dialogue)
    guard request.isFinished, case .finished(let result) = await request.nextEvent() else {
      Issue.record("it was forgotten")
      return
    }
    #expect(result.isReused == isFollower)
    #expect(result.isDisplaced == (isFollower && ending.displaces))
  }

  @Test("a message of nothing that was sent whole is in doubt, and is not sent again")
  func nothing() async throws {
    let dialogue = try EmbeddedDialogue(TimeOuts())
    try dialogue.openChunking()
    _ = try dialogue.begin(body: .whole(ByteBuffer(string: "first")), inOneFlight: true)
    try dialogue.hear("250 ok\r\n250 ok\r\n250 2.0.0 taken\r\n")
    let second = try dialogue.begin(body: .whole(ByteBuffer()), inOneFlight: true)
    #expect(try dialogue.said().hasSuffix("BDAT 0 LAST\r\n"))
    dialogue.channel.pipeline.fireChannelInactive()
    guard second.isFinished, case .finished(let result) = await second.nextEvent() else {
      Issue.record("it was forgotten")
      return
    }
    #expect(!result.isDisplaced)
    #expect(result.error?.isAmbiguous == true)
  }
}
