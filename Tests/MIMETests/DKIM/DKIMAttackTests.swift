import Testing

@testable import MIME

/// What a message does that carries a right signature and shows something else.
@Suite("Attacks on DKIM signatures")
struct DKIMAttackTests {
  private static let tags =
    "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com; s=a; h=from:subject; bh=BH; b={SIG}"

  private func signed() throws -> [UInt8] {
    var crafted = CraftedSignature(tags: Self.tags, form: .relaxed)
    crafted.signedFields = ["from", "subject"]
    crafted.body = "Hello\r\n--b\r\n"
    return try crafted.bytes()
  }

  private func problem(_ bytes: [UInt8]) async throws -> DKIMProblem? {
    let record = try CraftedSignature.key.get().publicKeyRecord
    return try #require(try await DKIMVerifier { _ in [record] }.verify(bytes: bytes).results.first).problem
  }

  @Test("nothing is wrong with the message itself, nor with a copy of it in an mbox file or with other line ends")
  func untouched() async throws {
    let bytes = try signed()
    let mailbox = Array("From ada@example.com Tue Nov 24 03:40:13 2026\r\n".utf8)
    let (lineFeeds, returns) = (bytes.filter { $0 != .carriageReturn }, bytes.filter { $0 != .lineFeed })
    for copy in [bytes, mailbox + bytes, lineFeeds, returns] {
      #expect(try await problem(copy) == nil)
      #expect(ParsedMessage(copy).from.map(\.address.description) == ["ada@example.com"])
    }
  }

  @Test(
    "a line that is no field, at which readers take the body to begin, does not pass",
    arguments: [
      "You have won\r\n", "X: a\r\nYou have won\r\n", " \r\n", "\t\r\nX: a\r\n", "X y: a\r\n", ": a\r\n", "\r\r\n",
      "From eve\r\n\tX: a\r\n",
      "X: a\r\nFrom eve\r\n",
    ])
  func hiddenHeader(_ lines: String) async throws {
    let bytes = Array(lines.utf8) + (try signed())
    #expect(ParsedMessage(bytes).from.isEmpty)
    #expect(try await problem(bytes)?.code == .malformedHeader)
  }

  @Test("a lone CR in a header is content, as it is where the message is read")
  func returnInHeader() async throws {
    let bytes = try signed()
    let place = try #require(bytes.firstRange(of: Array("Subject: a".utf8))?.upperBound)
    let changed = bytes[..<place] + [.carriageReturn] + bytes[place...]
    #expect(try await problem(Array(changed))?.code == .signatureMismatch)
    // In the simple form, too, it begins no field.
    let split = bytes[..<place] + Array("\rFrom: eve@evil.example".utf8) + bytes[place...]
    #expect(try await problem(Array(split))?.code == .signatureMismatch)
  }

  @Test("a lone CR in a body stands for no line end that was signed")
  func returnInBody() async throws {
    let bytes = try signed()
    let place = try #require(bytes.firstRange(of: Array("Hello\r\n".utf8))?.upperBound)
    let joined = bytes[..<(place - 1)] + bytes[place...]
    #expect(try await problem(Array(joined))?.code == .bodyChanged)
  }

  @Test("a second From is not accepted, however it is written", arguments: ["From:", "FROM:", "from :", "From\t:"])
  func secondFrom(_ name: String) async throws {
    let field = Array("\(name) Eve <eve@evil.example>\r\n".utf8)
    #expect(try await problem(field + signed())?.code == .addedFrom)
    let bytes = try signed()
    let place = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8))).lowerBound + 2
    // Below the signed one it takes its place, since the last counts (RFC 6376, section 5.4.2).
    #expect(try await problem(Array(bytes[..<place] + field + bytes[place...]))?.code == .signatureMismatch)
  }

  @Test("a key of any size is judged in a short time", .timeLimit(.minutes(1)), arguments: [1 << 8, 1 << 10, 11 << 10])
  func hugeKeys(_ size: Int) async throws {
    func field(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
      [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }
    let number = [0] + Array(repeating: 0xFF as UInt8, count: size / 2)
    for exponent in [[1], [3], [0, 255, 255, 255, 255, 255, 255], number] as [[UInt8]] {
      let key = Base64.encode(field(0x30, field(0x02, number) + field(0x02, exponent)))
      let crafted = CraftedSignature(
        tags: "v=1; a=rsa-sha256; d=example.com; s=a; h=from; bh=BH; b={\(Base64.encode(number))}")
      var code: DKIMProblem.Code?
      let record = "p=\(key)"
      let start = ContinuousClock.now
      code = try await crafted.verify(record: record)?.problem?.code
      #expect(code == .malformedKey || code == .weakKey || code == .signatureMismatch)
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  @Test("a header of tags without number is read in a time that grows with it", .timeLimit(.minutes(1)))
  func manyTags() async throws {
    func time(_ count: Int) throws -> Duration {
      let tags = (0..<count).map { "x\($0)=a; " }.joined()
      let bytes = try CraftedSignature(tags: "v=1; \(tags)a=ed25519-sha256; d=a.example; s=a; h=from; bh=BH; b={SIG}")
        .bytes()
      let fields = DKIMHeaderField.fields(of: bytes)
      return processorTime {
        var result = DKIMResult(problem: DKIMProblem(.signatureMismatch, ""))
        _ = try? DKIMSignature(fields[0], noting: &result)
      }
    }
    _ = try time(100)
    let (short, long) = (try time(4000), try time(32_000))
    #expect(long < short * 30, "8 times the tags took \(long) after \(short)")
  }
}
