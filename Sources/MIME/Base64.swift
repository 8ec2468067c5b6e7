/// Base64 (RFC 2045, section 6.8).
enum Base64 {
  /// How many bytes go into one line of 76 characters.
  static let bytesPerLine = 57

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  /// How many bytes `count` bytes become when they are written in lines, each ended by CRLF.
  static func lineLength(of count: Int) -> Int {
    let rest = count % bytesPerLine
    return count / bytesPerLine * 78 + (rest == 0 ? 0 : (rest + 2) / 3 * 4 + 2)
  }

  /// `bytes` in lines of 76 characters, each ended by CRLF, the last one included.
  ///
  /// Pieces of one content may be encoded one by one if all but the last have a multiple of ``bytesPerLine`` bytes.
  static func lines(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: lineLength(of: bytes.count)) { target, written in
      bytes.withUnsafeBytes { source in
        let target = UnsafeMutableRawBufferPointer(target)
        let whole = source.count / bytesPerLine * bytesPerLine
        encodeLines(UnsafeRawBufferPointer(rebasing: source[..<whole]), into: target)
        written = lineLength(of: whole)
        guard whole < source.count else { return }
        written += encode(source[whole...], into: target[written...])
        target.storeBytes(of: lineEnd, toByteOffset: written, as: UInt16.self)
        written += 2
      }
    }
  }

  /// `bytes` as one piece of text without line breaks.
  static func encode(_ bytes: [UInt8]) -> String {
    let encoded = [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { target, written in
      written = bytes.withUnsafeBytes { encode($0[...], into: UnsafeMutableRawBufferPointer(target)[...]) }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// The two characters of 12 bits, as they lie in memory. Twice the characters a lookup are worth more here than what vectors
  /// could do without shuffles, which the oldest processors of the platform lack.
  private static let pairs: [UInt16] = (0..<4096).map {
    UInt16(littleEndian: UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 63]) << 8)
  }

  private static let lineEnd = UInt16(littleEndian: 0x0A0D)

  /// Encodes whole lines: `source` has a multiple of ``bytesPerLine`` bytes, `target` room for them.
  private static func encodeLines(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
    guard var from = source.baseAddress, var to = target.baseAddress else { return }
    precondition(source.count.isMultiple(of: bytesPerLine) && target.count >= lineLength(of: source.count))
    let end = from + source.count
    let lineEnd = lineEnd
    pairs.withUnsafeBufferPointer { pairs in
      while from < end {
        // Nine times six bytes and three: what the last word takes beyond its six bytes is of the same line.
        for _ in 0..<9 {
          let bits = UInt64(bigEndian: from.loadUnaligned(as: UInt64.self))
          to.storeBytes(of: pairs[Int(bits >> 52)], as: UInt16.self)
          to.storeBytes(of: pairs[Int(bits >> 40 & 4095)], toByteOffset: 2, as: UInt16.self)
          to.storeBytes(of: pairs[Int(bits >> 28 & 4095)], toByteOffset: 4, as: UInt16.self)
          to.storeBytes(of: pairs[Int(bits >> 16 & 4095)], toByteOffset: 6, as: UInt16.self)
          from += 6
          to += 8
        }
        let (first, second) = (Int(from.load(as: UInt8.self)), Int(from.load(fromByteOffset: 1, as: UInt8.self)))
        let third = Int(from.load(fromByteOffset: 2, as: UInt8.self))
        to.storeBytes(of: pairs[first << 4 | second >> 4], as: UInt16.self)
        to.storeBytes(of: pairs[(second & 15) << 8 | third], toByteOffset: 2, as: UInt16.self)
        to.storeBytes(of: lineEnd, toByteOffset: 4, as: UInt16.self)
        from += 3
        to += 6
      }
    }
  }

  /// Encodes bytes without line ends, padded.
  /// - Returns: how many characters they became.
  private static func encode(
    _ source: Slice<UnsafeRawBufferPointer>, into target: Slice<UnsafeMutableRawBufferPointer>
  ) -> Int {
    var target = target
    var place = target.startIndex
    var index = source.startIndex
    while index < source.endIndex {
      let count = min(3, source.endIndex - index)
      let bits =
        Int(source[index]) << 16 | (count > 1 ? Int(source[index + 1]) << 8 : 0)
        | (count > 2 ? Int(source[index + 2]) : 0)
      target[place] = alphabet[bits >> 18]
      target[place + 1] = alphabet[bits >> 12 & 63]
      target[place + 2] = count > 1 ? alphabet[bits >> 6 & 63] : padding
      target[place + 3] = count > 2 ? alphabet[bits & 63] : padding
      index += count
      place += 4
    }
    return place - target.startIndex
  }

  /// The bytes that `text` stands for, or nil if it has a character that is not of the alphabet.
  ///
  /// Missing padding is forgiven, as mail programs forget it in encoded words.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    var isPadded = false
    for character in text {
      if character == padding {
        isPadded = true
        continue
      }
      guard !isPadded, let value = value(of: character) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 1
      guard count.isMultiple(of: 4) else { continue }
      bytes += [
        UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits),
      ]
      bits = 0
    }
    switch count % 4 {
    case 1: return nil
    case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3: bytes += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
    default: break
    }
    return bytes
  }

  /// The six bits that a character stands for; nil for one that is not of the alphabet.
  static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
