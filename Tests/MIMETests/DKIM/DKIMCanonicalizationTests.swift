import Testing

@testable import MIME

@Suite("The canonical forms of DKIM")
struct DKIMCanonicalizationTests {
  private struct Collector: ByteSink {
    var bytes: [UInt8] = []
    var largestPiece = 0

    mutating func take(_ piece: UnsafeRawBufferPointer) {
      bytes += piece
      largestPiece = max(largestPiece, piece.count)
    }
  }

  private func canonical(_ pieces: [ArraySlice<UInt8>], _ form: DKIMCanonicalization) -> Collector {
    var canonicalizer = DKIMBodyCanonicalizer(form)
    var collector = Collector()
    for piece in pieces { canonicalizer.update(piece, into: &collector) }
    canonicalizer.finish(into: &collector)
    return collector
  }

  private func canonical(_ body: String, _ form: DKIMCanonicalization) -> String {
    String(decoding: canonical([Array(body.utf8)[...]], form).bytes, as: UTF8.self)
  }

  static let bodies = [
    ("", "\r\n", ""), ("\r\n", "\r\n", ""), ("\r\n\r\n", "\r\n", ""), (" \r\n", " \r\n", ""),
    (" \r\n\t\r\n\r\n", " \r\n\t\r\n", ""), ("a", "a\r\n", "a\r\n"), ("a\r\n", "a\r\n", "a\r\n"),
    ("a\r\n\r\n\r\n", "a\r\n", "a\r\n"), ("a \t\r\n", "a \t\r\n", "a\r\n"), ("a \t ", "a \t \r\n", "a\r\n"),
    ("\ta\t\tb  c", "\ta\t\tb  c\r\n", " a b c\r\n"), ("\r\n\r\na", "\r\n\r\na\r\n", "\r\n\r\na\r\n"),
    ("a\r\n \r\nb\r\n \r\n", "a\r\n \r\nb\r\n \r\n", "a\r\n\r\nb\r\n"),
    // A CR or LF alone is content, since only CRLF is a line end.
    ("a\rb\nc", "a\rb\nc\r\n", "a\rb\nc\r\n"), ("a \r\r\n", "a \r\r\n", "a \r\r\n"), ("a\r", "a\r\r\n", "a\r\r\n"),
    ("\r", "\r\r\n", "\r\r\n"), ("\n", "\n\r\n", "\n\r\n"), ("a\r \r\n", "a\r \r\n", "a\r\r\n"),
    ("Grüße  \r\n", "Grüße  \r\n", "Grüße\r\n"),
  ]

  @Test("a body is brought to both forms", arguments: bodies)
  func body(_ source: String, _ simple: String, _ relaxed: String) {
    #expect(canonical(source, .simple) == simple)
    #expect(canonical(source, .relaxed) == relaxed)
  }

  @Test("the example of RFC 6376 section 3.4.5")
  func example() {
    let header = Array("A: X\r\nB : Y\t\r\n\tZ  \r\n".utf8)
    let fields = DKIMHeaderField.fields(of: header)
    #expect(fields.map(\.name) == ["a", "b"])
    #expect(fields.flatMap { $0.canonical(.simple) } == header)
    #expect(String(decoding: fields.flatMap { $0.canonical(.relaxed) }, as: UTF8.self) == "a:X\r\nb:Y Z\r\n")
    let body = " C \r\nD \t E\r\n\r\n\r\n"
    #expect(canonical(body, .relaxed) == " C\r\nD E\r\n")
    #expect(canonical(body, .simple) == " C \r\nD \t E\r\n")
  }

  @Test("the hashes of an empty body are those of RFC 6376 sections 3.4.3 and 3.4.4")
  func emptyBody() {
    func hash(_ form: DKIMCanonicalization) -> String {
      Base64.encode(DKIMBodyHash(.init(form: form)).finish().hash)
    }
    #expect(hash(.simple) == "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=")
    #expect(hash(.relaxed) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
  }

  @Test("a body may be cut anywhere, and into single bytes", arguments: DKIMCanonicalization.allCases)
  func cuts(_ form: DKIMCanonicalization) {
    for (source, simple, relaxed) in Self.bodies {
      let bytes = Array(source.utf8)
      let expected = Array((form == .simple ? simple : relaxed).utf8)
      #expect(canonical(bytes.indices.map { bytes[$0...$0] }, form).bytes == expected, "\(source)")
      for first in 0...bytes.count {
        for second in first...bytes.count {
          #expect(canonical([bytes[..<first], bytes[first..<second], bytes[second...]], form).bytes == expected)
        }
      }
    }
  }

  /// The same by lines and at leisure.
  private func reference(_ body: [UInt8], _ form: DKIMCanonicalization) -> [UInt8] {
    var lines: [[UInt8]] = [[]]
    var index = 0
    while index < body.count {
      if body[index...].starts(with: [0x0D, 0x0A]) {
        lines.append([])
        index += 2
      } else {
        lines[lines.count - 1].append(body[index])
        index += 1
      }
    }
    if form == .relaxed {
      lines = lines.map { line in
        let isIndented = line.first == 0x20 || line.first == 0x09
        let words = line.split { $0 == 0x20 || $0 == 0x09 }
        return (isIndented && !words.isEmpty ? [0x20] : []) + Array(words.joined(separator: [0x20]))
      }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    if lines.isEmpty, form == .simple { lines = [[]] }
    return lines.flatMap { $0 + [0x0D, 0x0A] }
  }

  @Test("bodies of any bytes, cut anywhere, come out as by the rules", arguments: DKIMCanonicalization.allCases)
  func anyBytes(_ form: DKIMCanonicalization) {
    var generator = SystemRandomNumberGenerator()
    let pieces = ["a", "word", "a longer stretch of text", " ", "\t", "\r\n", "\r\n", "\r", "\n", "\u{0}", "!", "ü"]
    for _ in 0..<2000 {
      let count = Int.random(in: 0...20, using: &generator)
      let body = (0..<count).flatMap { _ in Array(pieces.randomElement(using: &generator).map(\.utf8) ?? "".utf8) }
      var cuts = (0..<3).map { _ in Int.random(in: 0...body.count, using: &generator) }.sorted()
      cuts = [0] + cuts + [body.count]
      let slices = zip(cuts, cuts.dropFirst()).map { body[$0..<$1] }
      #expect(
        canonical(slices, form).bytes == reference(body, form), "\(String(decoding: body, as: UTF8.self).excerpt)")
    }
  }

  @Test("long lines and floods of empty lines pass in small pieces", arguments: DKIMCanonicalization.allCases)
  func large(_ form: DKIMCanonicalization) {
    let line = [UInt8](repeating: 0x78, count: 100_000)
    let flood = Array(repeatElement([0x0D, 0x0A] as [UInt8], count: 100_000).joined())
    let collector = canonical([line[...], flood[...], [0x79], flood[...]], form)
    #expect(collector.bytes == line + flood + [0x79, 0x0D, 0x0A])
    #expect(collector.largestPiece <= line.count)
  }

  @Test("l= ends the hash within the canonical body, and tells what lies beyond")
  func limit() {
    let body = Array("a  b\r\nmore\r\n\r\n".utf8)
    func hash(_ limit: Int?, _ body: [UInt8]) -> DKIMBodyHash.Result {
      var hash = DKIMBodyHash(.init(form: .relaxed, limit: limit))
      for byte in body { hash.update([byte]) }
      return hash.finish()
    }
    let limited = hash(5, body)
    #expect(limited.hash == hash(nil, Array("a b".utf8)).hash)
    #expect(limited.unsignedBytes == 6 && limited.reachesLimit)
    #expect(hash(0, body).unsignedBytes == 11)
    #expect(hash(11, body).unsignedBytes == 0 && hash(11, body).reachesLimit)
    #expect(!hash(12, body).reachesLimit)
    #expect(hash(nil, body).reachesLimit)
  }

  @Test(
    "header fields are brought to both forms",
    arguments: [
      ("Subject: a\r\n", "subject:a\r\n"), ("SUBJECT  :\t a  b \t c \r\n", "subject:a b c\r\n"),
      ("Subject:\r\n \r\n\ta\r\n", "subject:a\r\n"), ("Subject:\r\n", "subject:\r\n"),
      ("Subject: \t \r\n", "subject:\r\n"),
      ("Subject:a:b\r\n c\r\n", "subject:a:b c\r\n"), ("Subject: Grüße \r\n", "subject:Grüße\r\n"),
      ("Subject: a", "subject:a\r\n"),
    ])
  func headerFields(_ source: String, _ relaxed: String) {
    let field = DKIMHeaderField(Array(source.utf8)[...])
    #expect(String(decoding: field.canonical(.relaxed), as: UTF8.self) == relaxed)
    #expect(String(decoding: field.canonical(.simple), as: UTF8.self) == source)
  }

  @Test(
    "what is no field has no name that could be signed", arguments: ["hello\r\n", ": a\r\n", "a b: c\r\n", " a: b\r\n"])
  func noFields(_ line: String) {
    #expect(DKIMHeaderField(Array(line.utf8)[...]).name == "")
  }

  @Test("header and body are told apart wherever the message is cut")
  func splitting() throws {
    for (source, header, body) in [
      ("A: b\r\n c\r\n\r\nbody\r\n\r\n", "A: b\r\n c\r\n", "body\r\n\r\n"), ("\r\nbody", "", "body"),
      ("A: b\r\n", "A: b\r\n", ""),
      ("A: b\r\n\r\n", "A: b\r\n", ""), ("A: b\r\n\r\n\r\n\r\n", "A: b\r\n", "\r\n\r\n"),
    ] {
      let bytes = Array(source.utf8)
      for cut in 0...bytes.count {
        var splitter = DKIMHeaderSplitter()
        let rest = try splitter.split(bytes[..<cut]) + splitter.split(bytes[cut...])
        #expect(String(decoding: splitter.header, as: UTF8.self) == header)
        #expect(String(decoding: rest, as: UTF8.self) == body)
        #expect(splitter.isComplete == source.contains("\r\n\r\n") || source.hasPrefix("\r\n"))
      }
    }
  }

  @Test("a header may have 1 MiB, and none of a longer one is kept")
  func longHeader() throws {
    let line = Array("X-A: \(String(repeating: "a", count: 93))\r\n".utf8)
    var splitter = DKIMHeaderSplitter()
    for _ in 0..<StoredMessage.maximumHeaderSize / 100 { _ = try splitter.split(line[...]) }
    #expect(try failure { _ = try splitter.split(line[...]) }.code == .headerTooLong)
  }

  @Test("fields are taken from the bottom up, each once, and absent ones not at all")
  func selection() {
    let fields = DKIMHeaderField.fields(of: Array("A: 1\r\nB: 2\r\na: 3\r\n x\r\nA: 4\r\n".utf8))
    let chosen = DKIMHeaderHash.select(["a", "c", "a", "b", "b", "a", "a"], from: fields)
    #expect(chosen.map { String(decoding: $0.value, as: UTF8.self) } == [" 4\r\n", " 3\r\n x\r\n", " 2\r\n", " 1\r\n"])
  }
}
