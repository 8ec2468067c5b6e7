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
    let length = lineLength(of: bytes.count)
    return [UInt8](unsafeUninitializedCapacity: length) { target, written in
      bytes.withUnsafeBufferPointer { source in
        alphabet.withUnsafeBufferPointer { alphabet in
          var start = 0
          while start < source.count {
            let end = min(start + bytesPerLine, source.count)
            written = encode(source, start..<end, alphabet, into: target, at: written)
            target[written] = .carriageReturn
            target[written + 1] = .lineFeed
            written += 2
            start = end
          }
        }
      }
    }
  }

  /// `bytes` as one piece of text without line breaks.
  static func encode(_ bytes: [UInt8]) -> String {
    let encoded = [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { target, written in
      bytes.withUnsafeBufferPointer { source in
        alphabet.withUnsafeBufferPointer { alphabet in
          written = encode(source, 0..<source.count, alphabet, into: target, at: 0)
        }
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static func encode(
    _ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ alphabet: UnsafeBufferPointer<UInt8>,
    into target: UnsafeMutableBufferPointer<UInt8>, at start: Int
  ) -> Int {
    var index = range.lowerBound
    var place = start
    while index + 3 <= range.upperBound {
      let bits = Int(source[index]) << 16 | Int(source[index + 1]) << 8 | Int(source[index + 2])
      target[place] = alphabet[bits >> 18]
      target[place + 1] = alphabet[bits >> 12 & 63]
      target[place + 2] = alphabet[bits >> 6 & 63]
      target[place + 3] = alphabet[bits & 63]
      index += 3
      place += 4
    }
    let rest = range.upperBound - index
    guard rest > 0 else { return place }
    let bits = Int(source[index]) << 16 | (rest == 2 ? Int(source[index + 1]) << 8 : 0)
    target[place] = alphabet[bits >> 18]
    target[place + 1] = alphabet[bits >> 12 & 63]
    target[place + 2] = rest == 2 ? alphabet[bits >> 6 & 63] : padding
    target[place + 3] = padding
    return place + 4
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

  private static func value(of character: UInt8) -> UInt8? {
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
