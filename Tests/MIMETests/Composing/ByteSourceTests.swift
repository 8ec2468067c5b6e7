import MIME
import Testing

@Suite("Attachments from elsewhere")
struct ByteSourceTests {
  private struct Broken: Error {}

  /// Gives `bytes` in pieces of `count`, with an empty one between.
  private static func source(_ bytes: [UInt8], by count: Int, size: Int? = nil, fails: Bool = false) -> ByteSource {
    ByteSource(size: size) {
      let pieces = Pieces(bytes, count, fails)
      return { try pieces.next() }
    }
  }

  /// Used by one stream at a time, which asks for one piece after the other.
  private final class Pieces: @unchecked Sendable {
    private var rest: ArraySlice<UInt8>
    private let count: Int
    private let fails: Bool
    private var isEmptyDue = false

    init(_ bytes: [UInt8], _ count: Int, _ fails: Bool) {
      (rest, self.count, self.fails) = (bytes[...], count, fails)
    }

    func next() throws -> [UInt8]? {
      isEmptyDue.toggle()
      if isEmptyDue { return [] }
      if rest.isEmpty {
        if fails { throw Broken() }
        return nil
      }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }

  private static let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  private static func message(_ source: ByteSource) throws -> Message {
    try fixedMessage(attachments: [Attachment(name: "a.bin", source: source)])
  }

  @Test("pieces of any size give the same message as the bytes do", arguments: [1, 56, 57, 58, 65_535, 1 << 20])
  func pieces(_ count: Int) throws {
    let given = try fixedMessage(attachments: [
      Attachment(name: "a.bin", mediaType: .octetStream, bytes: Self.content)
    ])
    let message = try Self.message(Self.source(Self.content, by: count, size: Self.content.count))
    let stream = try message.makeStream()
    let written = try collect(stream)
    #expect(written == (try bytes(of: given).bytes))
    #expect(stream.size == written.count)
    // Once more, as a retry would.
    #expect(try bytes(of: message).bytes == written)
  }

  @Test("without a size there is none, and nothing is lost", arguments: [0, 1, 57, 1000])
  func unknownSize(_ count: Int) throws {
    let message = try Self.message(Self.source(Array(Self.content.prefix(count)), by: 100))
    let stream = try message.makeStream()
    #expect(stream.size == nil && !stream.isInMemory)
    let parsed = ParsedMessage(try collect(stream))
    #expect(parsed.allDefects().isEmpty)
    #expect(parsed.attachments.first?.decodedContent.value == Array(Self.content.prefix(count)))
  }

  @Test("more or fewer bytes than announced end the stream with an error", arguments: [199_999, 200_001, 0])
  func otherSize(_ size: Int) throws {
    let message = try Self.message(Self.source(Self.content, by: 1000, size: size))
    #expect(try failure { _ = try collect(try message.makeStream()) }.code == .fileChanged)
  }

  @Test("an error of the source ends the stream with it, and stays")
  func failing() throws {
    var stream = try Self.message(Self.source(Self.content, by: 1000, fails: true)).makeStream()
    let error = try failure { while try stream.next() != nil {} }
    #expect(error.code == .unreadableAttachment && error.reason.contains("Broken"))
    #expect(try failure { _ = try stream.next() } == error)
  }

  @Test("for a server that takes binary, bytes are written as they are, from memory, a file and elsewhere")
  func binary() throws {
    try withTemporaryFile(named: "a.bin", Self.content) { path in
      let files = [
        Attachment(name: "a.bin", mediaType: .octetStream, bytes: Self.content),
        try Attachment(file: path, name: "a.bin"),
        Attachment(name: "a.bin", source: Self.source(Self.content, by: 999, size: Self.content.count)),
      ]
      for file in files {
        let message = try fixedMessage(attachments: [file])
        let stream = try message.makeStream(of: [.binaryBody, .eightBitBody])
        let written = try collect(stream)
        #expect(stream.size == written.count)
        let part = try #require(ParsedMessage(written).attachments.first)
        #expect(part.transferEncoding == .binary && Array(part.content) == Self.content)
        #expect((try message.makeStream(of: [.binaryBody, .eightBitBody]).bodyNeeds) == .binaryBody)
        #expect((try message.makeStream(of: []).bodyNeeds) == [])
      }
    }
  }
}
