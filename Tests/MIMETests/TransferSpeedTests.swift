import Testing

@testable import MIME

/// What is fast beside what is simple: both must say the same.
@Suite("Transfer encodings, fast and simple")
struct TransferSpeedTests {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Bytes that look random and are the same in each run.
  private static func noise(_ count: Int, seed: Int) -> [UInt8] {
    var state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  /// Base64 bit by bit, in lines of 76 characters.
  private static func simpleBase64(_ bytes: [UInt8]) -> [UInt8] {
    let bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
    var text: [UInt8] = stride(from: 0, to: bits.count, by: 6).map { start in
      alphabet[(0..<6).reduce(0) { $0 << 1 | (start + $1 < bits.count ? Int(bits[start + $1]) : 0) }]
    }
    while !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
    return stride(from: 0, to: text.count, by: 76).flatMap { text[$0..<min($0 + 76, text.count)] + [13, 10] }
  }

  @Test("base64 lines are those of the simple way, wherever the bytes begin and end", arguments: 0...300)
  func base64(_ count: Int) {
    for skipped in 0..<4 {
      let bytes = Self.noise(count + skipped, seed: count)[skipped...]
      let simple = Self.simpleBase64(Array(bytes))
      #expect(Base64.lines(bytes) == simple)
      #expect(Array(Base64.encode(Array(bytes)).utf8) == simple.filter { $0 > 0x20 })
    }
  }

  @Test("base64 that was written is read back, with lines of any length and with either line end", arguments: 0...300)
  func base64Decoding(_ count: Int) {
    let bytes = Self.noise(count, seed: count)
    let text = Self.simpleBase64(bytes)
    #expect(Base64Reader.decode(text[...]) == Reading(bytes))
    let characters = text.filter { $0 > 0x20 }
    let width = count % 90 + 1
    let lines = stride(from: 0, to: characters.count, by: width).flatMap {
      characters[$0..<min($0 + width, characters.count)] + [10]
    }
    #expect(Base64Reader.decode(lines[...]) == Reading(bytes))
  }

  @Test("a foreign character is passed over wherever it stands", arguments: 0...160)
  func foreignCharacter(_ place: Int) {
    let bytes = Self.noise(114, seed: place)
    var text = Self.simpleBase64(bytes)
    let at = min(place, text.count)
    text.insert(UInt8(ascii: "*"), at: at)
    let read = Base64Reader.decode(text[...])
    #expect(read.value == bytes)
    #expect(read.defects.map(\.kind) == [.malformedBase64])
    #expect(read.defects.first?.offset == at)
  }

  /// Quoted-printable byte by byte, for lines that are short.
  private static func simpleQuotedPrintable(_ text: [UInt8]) -> [UInt8] {
    text.indices.flatMap { index -> [UInt8] in
      let byte = text[index]
      let endsLine = index + 1 == text.count || Array(text[(index + 1)...].prefix(2)) == [13, 10]
      if byte == 13, Array(text[index...].prefix(2)) == [13, 10] { return [13] }
      if byte == 10, index > 0, text[index - 1] == 13 { return [10] }
      if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "=") { return [byte] }
      if byte.isBlank, !endsLine { return [byte] }
      return Array("=".utf8) + [byte >> 4, byte & 15].map { Array("0123456789ABCDEF".utf8)[Int($0)] }
    }
  }

  /// Text of few kinds of bytes, so that line ends, blanks and escapes meet in every way.
  private static func text(_ count: Int, seed: Int) -> [UInt8] {
    let kinds: [UInt8] = [13, 10, 13, 10, 32, 9, 61, 65, 65, 65, 65, 65, 65, 65, 200, 0]
    var text = noise(count, seed: seed).map { kinds[Int($0 & 15)] }
    for index in text.indices.dropLast() where text[index] == 13 { text[index + 1] = 10 }
    return text
  }

  /// Text whose words are of any length, so that each kind of byte comes after any number of plain ones.
  private static func words(_ count: Int, seed: Int) -> [UInt8] {
    let ends: [[UInt8]] = [[13, 10], [32, 13, 10], [32], [32, 32], [9], [61], [195, 188], [127], [0], [13], [10]]
    let draws = noise(count, seed: seed).map(Int.init)
    var text: [UInt8] = []
    for draw in draws where text.count < count {
      text += repeatElement(UInt8(0x41 + draw % 26), count: draw % 23) + ends[draw / 23 % ends.count]
    }
    return Array(text.prefix(count))
  }

  @Test("quoted-printable is that of the simple way but for its soft line breaks", arguments: 0...300)
  func quotedPrintable(_ count: Int) {
    let texts = (0..<4).flatMap { [Self.text(count, seed: count * 4 + $0), Self.words(count, seed: count * 4 + $0)] }
    for text in texts {
      let encoded = QuotedPrintable.encode(text)
      let lines = encoded.split(separator: 10, omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { $0.count <= 77 })
      var joined: [UInt8] = []
      for byte in encoded {
        joined.append(byte)
        if joined.suffix(3).elementsEqual([61, 13, 10]) { joined.removeLast(3) }
      }
      #expect(joined == Self.simpleQuotedPrintable(text))
      #expect(QuotedPrintableReader.decode(encoded[...]) == Reading(text))
    }
  }

  /// What stands in quoted-printable, right and wrong.
  private static let quotedPieces = [
    "=3D", "=C3=BC", "=c3", "=20", "=\r\n", "=\n", "= \t\r\n", "=4", "=", "=ZZ", " ", "\t", " \r\n", "\t\n", "\r\n",
    "\n", "\r", "ü",
    "\u{0}", "\u{7F}",
  ].map { Array($0.utf8) }

  private static func quotedText(seed: Int) -> [UInt8] {
    var text: [UInt8] = []
    for draw in noise(60, seed: seed).map(Int.init) {
      text += [UInt8](repeating: 0x41, count: draw % 12)
      text += quotedPieces[draw / 12 % quotedPieces.count]
    }
    return text
  }

  /// Reads quoted-printable line by line.
  private static func simplyUnquoted(_ text: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    var blanks: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      if byte.isBlank {
        blanks.append(byte)
        continue
      }
      // Blanks that end a line were put there; all others are meant.
      if byte != .lineFeed, byte != .carriageReturn { decoded += blanks }
      blanks = []
      guard byte == UInt8(ascii: "=") else {
        decoded.append(byte)
        continue
      }
      let digits = rest.prefix(2).compactMap(\.hexadecimalValue)
      let end = rest.drop { $0.isBlank }
      if digits.count == 2 {
        decoded.append(digits[0] << 4 | digits[1])
        rest = rest.dropFirst(2)
      } else if end.starts(with: [13, 10]) {
        rest = end.dropFirst(2)
      } else if end.isEmpty || [13, 10].contains(end.first) {
        rest = end.dropFirst()
      } else {
        decoded.append(byte)
      }
    }
    return decoded
  }

  @Test("quoted-printable is read as the simple way reads it", arguments: 0..<300)
  func quotedPrintableDecoding(_ seed: Int) {
    let text = Self.quotedText(seed: seed)
    for skipped in 0..<9 {
      #expect(QuotedPrintableReader.decode(text[skipped...]).value == Self.simplyUnquoted(Array(text[skipped...])))
    }
  }
}
