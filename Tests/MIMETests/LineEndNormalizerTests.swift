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
