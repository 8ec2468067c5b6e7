import Logging
import MIME
import NIOCore
import NIOEmbedded
import SMTPCore
import Testing

@testable import SMTPSending

/// Two messages on one connection, which breaks after every byte that the server sends and after every byte that it reads:
/// what the client then says of each must be true of what the server took.
@Suite("A connection cut off at every byte", .timeLimit(.minutes(5)))
struct EveryByteTests {
  struct Course: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var keywords = ["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"]
    var refusals: [String: String] = [:]
    var isLax = false
    /// Whether the message is handed over in two pieces, when asked for.
    var comesInPieces = false

    var server: RecordingServer { RecordingServer(keywords: keywords, refusals: refusals, isLax: isLax) }

    init(_ description: String, _ change: (inout Course) -> Void = { _ in }) {
      testDescription = description
      change(&self)
    }
  }

  private static let courses = [
    Course("DATA"),
    Course("DATA in pieces") { $0.comesInPieces = true },
    Course("BDAT in one flight") { $0.keywords.append("CHUNKING") },
    Course("one command at a time") { $0.keywords = [] },
    Course("one recipient refused") { $0.refusals = ["RCPT TO:<eve": "550 5.1.1 gone"] },
    Course("one recipient refused, BDAT") {
      $0.refusals = ["RCPT TO:<eve": "450 4.2.1 busy"]
      $0.keywords.append("CHUNKING")
    },
    Course("all recipients refused") { $0.refusals = ["RCPT": "550 5.1.1 gone"] },
    Course("all recipients refused, DATA accepted") {
      $0.refusals = ["RCPT": "450 4.2.1 busy"]
      $0.isLax = true
    },
    Course("all recipients refused, BDAT") {
      $0.refusals = ["RCPT": "450 4.2.1 busy"]
      $0.keywords.append("CHUNKING")
    },
    Course("the sender refused") { $0.refusals = ["MAIL": "550 5.7.1 no"] },
    Course("the message refused for good") { $0.refusals = [".": "554 5.6.0 no"] },
    Course("the message refused for now, BDAT") {
      $0.refusals = [".": "451 4.3.0 later"]
      $0.keywords.append("CHUNKING")
    },
    Course("the service closes at the end of the message") { $0.refusals = [".": "421 4.3.2 closing"] },
    Course("the service closes at a recipient, BDAT") {
      $0.refusals = ["RCPT TO:<eve": "421 4.3.2 closing"]
      $0.keywords.append("CHUNKING")
    },
  ]

  /// Byte by byte for two courses, unless it may take minutes.
  private static let ways =
    courses.map { ($0, "at once") }
    + (UnreliableServerTests.isThorough ? courses : Array(courses.prefix(2))).map { ($0, "byte by byte") }

  @Test("what is reported is what became of the message", arguments: ways)
  func cut(course: Course, reading: String) async throws {
    let client = try SMTPClient(.loopback(port: 1, .dangerouslyPlaintext))
    func play(fromServer: Int = .max, fromClient: Int = .max, _ place: String) async throws -> Session {
      let session = try Session(course, isSlow: reading == "byte by byte", client: client)
      try session.play(fromServer: fromServer, fromClient: fromClient)
      await session.check(place)
      return session
    }
    let whole = try await play("at the end")
    for count in 0..<whole.sentByServer {
      _ = try await play(fromServer: count, "after \(count) bytes from the server")
    }
    for count in 0..<whole.readByServer {
      _ = try await play(fromClient: count, "after \(count) bytes from the client")
    }
  }

  @Test("the whole session has every outcome that a server can bring about")
  func outcomes() async throws {
    let client = try SMTPClient(.loopback(port: 1, .dangerouslyPlaintext))
    var seen: Set<DeliveryOutcome> = []
    for course in Self.courses {
      let session = try Session(course, isSlow: false, client: client)
      try session.play(fromServer: .max, fromClient: .max)
      for outcome in await session.outcomes() { seen.formUnion(outcome.recipients) }
    }
    let broken = try Session(Self.courses[0], isSlow: false, client: client)
    try broken.play(fromServer: 270, fromClient: .max)
    for outcome in await broken.outcomes() { seen.formUnion(outcome.recipients) }
    #expect(seen == [.accepted, .rejected, .deferred, .ambiguous])
  }
}

/// A client's handler and a server, with the wire between them in the test's hands.
private final class Session {
  struct Outcome {
    let recipients: [DeliveryOutcome]
    /// Another connection would be tried at once, so nothing may be known of this message.
    let isTriedAgain: Bool
  }

  private static let bodies = ["one", "two"].map {
    "Subject: \($0)\r\n\r\n.dots\r\n.\r\nx\r\n"
  }
  private static let recipients = ["bob@example.com", "eve@example.com"]

  private let course: EveryByteTests.Course
  private let isSlow: Bool
  private let dialogue: EmbeddedDialogue
  private let requests: [SendRequest]
  private let envelope: Envelope
  private var server: RecordingServer
  /// Refuses nothing and reads everything, also what the wire lost: what it has got whole, the client had sent whole.
  private var shadow: RecordingServer
  private var isCut = false
  private(set) var sentByServer = 0
  private(set) var readByServer = 0
  private var budgetOfServer = Int.max
  private var budgetOfClient = Int.max

  private let client: SMTPClient

  init(_ course: EveryByteTests.Course, isSlow: Bool, client: SMTPClient) throws {
    self.client = client
    self.course = course
    self.isSlow = isSlow
    server = course.server
    shadow = RecordingServer(keywords: course.keywords)
    dialogue = try EmbeddedDialogue(TimeOuts(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    var envelope = try Envelope(
      reversePath: .null, recipients: try Self.recipients.map { try EnvelopeAddress(EmailAddress($0)) })
    envelope.size = Self.bodies[0].utf8.count
    self.envelope = envelope
    var options = ClientSession.TransferOptions()
    options.allowsSingleFlight = true
    requests = Self.bodies.map { [envelope] body in
      SendRequest(
        envelope: envelope, body: course.comesInPieces ? .pieces : .whole(ByteBuffer(string: body)), options: options,
        progress: nil)
    }
  }

  /// Lets the session run until so many bytes have gone either way, and then breaks the connection.
  func play(fromServer: Int, fromClient: Int) throws {
    budgetOfServer = fromServer
    budgetOfClient = fromClient
    try say(RecordingServer.greeting)
    try exchange()
    var begun = 0
    while begun < requests.count, dialogue.handler.held == nil {
      dialogue.handler.carry(requests[begun])
      begun += 1
      // Both are handed over before the first has its verdict, where the session has room.
      if begun == requests.count || !isPipelined { try exchange() }
    }
    while let index = pieceWanted { try handOver(index) }
    try exchange()
    cut()
  }

  private var isPipelined: Bool { course.keywords.contains("PIPELINING") }

  private var pieceWanted: Int? {
    guard course.comesInPieces, !isCut, dialogue.handler.session.failurePhase == .transfer else { return nil }
    return dialogue.handler.carried.first.flatMap { first in requests.firstIndex { $0 === first.request } }
  }

  private func handOver(_ index: Int) throws {
    dialogue.write(String(Self.bodies[index].prefix(20)), of: requests[index])
    try exchange()
    dialogue.write(String(Self.bodies[index].dropFirst(20)), isLast: true, of: requests[index])
    try exchange()
  }

  /// Carries bytes to and fro until nobody says anything.
  private func exchange() throws {
    while var bytes = try dialogue.channel.readOutbound(as: ByteBuffer.self) {
      _ = shadow.receive(bytes)
      while !isCut, let piece = bytes.readSlice(length: isSlow ? min(1, bytes.readableBytes) : bytes.readableBytes),
        piece.readableBytes > 0
      {
        try hear(piece)
      }
    }
  }

  private func hear(_ bytes: ByteBuffer) throws {
    let bytes = bytes.getSlice(at: bytes.readerIndex, length: min(bytes.readableBytes, budgetOfClient - readByServer))
    guard let bytes else { return }
    readByServer += bytes.readableBytes
    try say(server.receive(bytes))
    if readByServer == budgetOfClient || server.isOver { cut() }
  }

  private func say(_ text: String) throws {
    var bytes = ByteBuffer(string: text)
    while !isCut, let piece = bytes.readSlice(length: isSlow ? min(1, bytes.readableBytes) : bytes.readableBytes),
      piece.readableBytes > 0
    {
      guard let allowed = piece.getSlice(at: 0, length: min(piece.readableBytes, budgetOfServer - sentByServer)) else {
        return
      }
      sentByServer += allowed.readableBytes
      if allowed.readableBytes > 0 { try dialogue.channel.writeInbound(allowed) }
      if sentByServer == budgetOfServer { cut() }
    }
  }

  private func cut() {
    guard !isCut else { return }
    isCut = true
    dialogue.channel.close(promise: nil)
    dialogue.channel.embeddedEventLoop.run()
  }
}

extension Session {
  func outcomes() async -> [Outcome] {
    var outcomes: [Outcome] = []
    for request in requests {
      // One that no connection ever carried would go to another.
      guard request.isFinished else {
        #expect(!dialogue.handler.carried.contains { $0.request === request }, "a message was forgotten")
        outcomes.append(Outcome(recipients: [], isTriedAgain: true))
        continue
      }
      guard let result = await request.result() else {
        Issue.record("a message ended without a result")
        continue
      }
      let source = MessageSource.stream(StreamedMessage(AsyncStream<ByteBuffer> { $0.finish() }, size: nil))
      let delivery = Delivery(client: client, source: source, envelope: envelope, progress: nil)
      var progress = Delivery.Course(pending: envelope, options: request.options)
      let isTriedAgain = delivery.giveSecondChance(after: result, &progress)
      let failure = delivery.failure(of: result)
      let receipt = delivery.receipt(result, delivery.outcome(of: result, failure), progress)
      outcomes.append(Outcome(recipients: receipt.recipients.map(\.outcome), isTriedAgain: isTriedAgain))
    }
    return outcomes
  }

  /// Compares what the client says with what the server took.
  func check(_ place: String) async {
    for arrival in server.arrivals where !arrival.recipients.isEmpty {
      #expect(Self.bodies.contains(arrival.content), "\(place): the server took what is no message: \(arrival.content)")
    }
    for (index, outcome) in await outcomes().enumerated() {
      let arrivals = server.arrivals.filter { $0.content == Self.bodies[index] }
      #expect(arrivals.count <= 1, "\(place): message \(index) came twice")
      if outcome.isTriedAgain {
        #expect(!arrivals.contains { $0.isAccepted }, "\(place): message \(index) is sent again and was accepted")
        continue
      }
      for (recipient, outcome) in zip(Self.recipients, outcome.recipients) {
        let isTaken = arrivals.contains { $0.isAccepted && $0.recipients.contains(recipient) }
        let wasSent = shadow.arrivals.contains { $0.content == Self.bodies[index] }
        switch outcome {
        case .accepted: #expect(isTaken, "\(place): message \(index) for \(recipient) is nowhere")
        case .rejected, .deferred: #expect(!isTaken, "\(place): message \(index) for \(recipient) is \(outcome)")
        case .ambiguous: #expect(wasSent, "\(place): message \(index) for \(recipient) was not sent whole")
        }
        // A refusal is one only where the server spoke one.
        if outcome == .rejected { #expect(course.refusals.values.contains { $0.hasPrefix("5") }, "\(place)") }
      }
    }
  }
}

extension SendRequest {
  /// How it ended, passing over what came before.
  fileprivate func result() async -> Result? {
    for _ in 0..<8 {
      if case .finished(let result) = await nextEvent() { return result }
    }
    return nil
  }
}
