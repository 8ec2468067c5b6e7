import NIOCore
import SMTPCore
import TLSWire
import Testing

@testable import SMTPSending

/// Two messages on one connection, which breaks after every byte that the server sends and after every byte that it reads:
/// what the client then says of each must be true of what the server took.
@Suite("A connection cut off at every byte", .timeLimit(.minutes(UnreliableServerTests.isThorough ? 60 : 5)))
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
    _ = try await cutEverywhere(course, reading)
  }

  /// Every byte would take minutes, so there is a stride: a prime number, which does not keep step with records.
  private static let stride = UnreliableServerTests.isThorough ? 1 : 97

  @Test(
    "so it is over TLS from the first byte", arguments: [courses[0], courses[2]],
    [
      (TLSWire.TLSVersion.tls12, "at once"), (.tls13, "at once"), (.tls12, "byte by byte"), (.tls13, "byte by byte"),
    ])
  func cutOverTLS(course: Course, way: (version: TLSWire.TLSVersion, reading: String)) async throws {
    let whole = try await cutEverywhere(course, way.reading, EmbeddedTLS(way.version), stride: Self.stride)
    #expect(whole.told.flatMap(\.recipients) == Array(repeating: .accepted, count: 4))
    let heard = String(buffer: whole.heard)
    #expect(!["EHLO", "MAIL", "Subject"].contains { heard.contains($0) }, "it went in clear")
  }

  /// - Returns: the session that was not cut off.
  private func cutEverywhere(
    _ course: Course, _ reading: String, _ tls: EmbeddedTLS? = nil, stride: Int = 1
  ) async throws -> CutSession {
    let client = try SMTPClient(.loopback(port: 1, .dangerouslyPlaintext))
    func play(fromServer: Int = .max, fromClient: Int = .max, _ place: String) async throws -> CutSession {
      let session = try CutSession(course, isSlow: reading == "byte by byte", client: client, tls: tls)
      try session.play(fromServer: fromServer, fromClient: fromClient)
      await session.check(place)
      return session
    }
    let whole = try await play("at the end")
    for count in Swift.stride(from: 0, to: whole.sentByServer, by: stride) {
      _ = try await play(fromServer: count, "after \(count) bytes from the server")
    }
    for count in Swift.stride(from: 0, to: whole.readByServer, by: stride) {
      _ = try await play(fromClient: count, "after \(count) bytes from the client")
    }
    return whole
  }

  @Test("the whole session has every outcome that a server can bring about")
  func outcomes() async throws {
    let client = try SMTPClient(.loopback(port: 1, .dangerouslyPlaintext))
    var seen: Set<DeliveryOutcome> = []
    for course in Self.courses {
      let session = try CutSession(course, isSlow: false, client: client)
      try session.play(fromServer: .max, fromClient: .max)
      for outcome in await session.outcomes() { seen.formUnion(outcome.recipients) }
    }
    let broken = try CutSession(Self.courses[0], isSlow: false, client: client)
    try broken.play(fromServer: 270, fromClient: .max)
    for outcome in await broken.outcomes() { seen.formUnion(outcome.recipients) }
    #expect(seen == [.accepted, .rejected, .deferred, .ambiguous])
  }
}
