import Testing

@testable import MIME

/// Row "body injection" of the security history.
@Suite("Line ends")
struct LineEndNormalizerTests {
  @Test(
    "every line end becomes CRLF, wherever the bytes are cut",
    arguments: [
      ("", ""), ("a", "a"), ("a\r\nb\r\n", "a\r\nb\r\n"), ("a\nb\n", "a\r\nb\r\n"), ("a\rb\r", "a\r\nb\r\n"),
      ("\n\n", "\r\n\r\n"), ("\r\r", "\r\n\r\n"), ("\r\n\r\n", "\r\n\r\n"), ("\n\r", "\r\n\r\n"),
      ("\r\r\n", "\r\n\r\n"), ("\r\n\n", "\r\n\r\n"), ("\n\r\n", "\r\n\r\n"),
      ("a\n.\nb", "a\r\n.\r\nb"), ("a\r.\rb", "a\r\n.\r\nb"), ("a\n.\r\nb", "a\r\n.\r\nb"),
      ("a\r.\r\nb", "a\r\n.\r\nb"),
      ("a\r\n.\rb", "a\r\n.\r\nb"), ("a\r\r\n.\r\r\nb", "a\r\n\r\n.\r\n\r\nb"),
    ])
  func everyCut(_ text: String, _ expected: String) {
    let bytes = Array(text.utf8)
    for first in 0...bytes.count {
      for second in first...bytes.count {
        var normalizer = LineEndNormalizer()
        var output: [UInt8] = []
        for piece in [bytes[..<first], bytes[first..<second], bytes[second...]] {
          output += normalizer.normalize(piece)
        }
        #expect(output == Array(expected.utf8), "cut at \(first) and \(second)")
        #expect(normalizer.isAtLineStart == (expected.isEmpty || expected.utf8.last == 0x0A))
      }
    }
  }

  /// Byte by byte, as slowly as can be.
  private static func simplyNormalized(_ bytes: [UInt8]) -> [UInt8] {
    bytes.indices.flatMap { index -> [UInt8] in
      switch bytes[index] {
      case 13: [13, 10]
      case 10: index > 0 && bytes[index - 1] == 13 ? [] : [13, 10]
      default: [bytes[index]]
      }
    }
  }

  @Test("every line end becomes CRLF after a line of any length, wherever the bytes are cut", arguments: 0...40)
  func lengths(_ length: Int) {
    // The same bytes with the high bit set, or another bit, end no line.
    let content = (0..<length).map { [0x8D, 0x8A, 0x0C, 0x0B, 0x41][$0 % 5] as UInt8 }
    for end in [[13, 10], [13], [10], [13, 13, 10], [10, 13], []] as [[UInt8]] {
      let bytes = content + end + content.reversed() + end
      let expected = Self.simplyNormalized(bytes)
      #expect(LineEndNormalizer.hasOnlyLines(bytes) == (bytes == expected))
      for cut in 0...bytes.count {
        var normalizer = LineEndNormalizer()
        let output = Array(normalizer.normalize(bytes[..<cut])) + normalizer.normalize(bytes[cut...])
        #expect(output == expected, "\(end) cut at \(cut)")
        #expect(normalizer.isAtLineStart == (bytes.isEmpty || !end.isEmpty))
      }
    }
  }

  @Test("bytes with nothing to change are passed on as they are, not copied")
  func passesThrough() {
    let bytes = Array(repeating: Array("line\r\n".utf8), count: 100).flatMap { $0 }
    var normalizer = LineEndNormalizer()
    let output = normalizer.normalize(bytes[6...])
    let same = output.withUnsafeBufferPointer { out in
      bytes.withUnsafeBufferPointer { out.baseAddress == $0.baseAddress.map { $0 + 6 } }
    }
    #expect(same)
  }
}
