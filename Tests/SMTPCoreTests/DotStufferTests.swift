import NIOCore
import SMTPCore
import TestSupport
import Testing

/// Row "body injection" of the security history: SMTP smuggling, from the sender's side.
@Suite("Dot-stuffing")
struct DotStufferTests {
  private static func stuffed(_ chunks: [[UInt8]]) -> [UInt8] {
    var stuffer = DotStuffer()
    var output = chunks.flatMap { Array(stuffer.stuff(ByteBuffer(bytes: $0)).readableBytesView) }
    output += Array(stuffer.finish().readableBytesView)
    return output
  }

  private static func stuffed(_ text: String) -> String {
    String(decoding: stuffed([Array(text.utf8)]), as: UTF8.self)
  }

  /// What a strict receiver makes of the bytes after DATA: lines at CRLF only, a lone dot ends, a first dot goes.
  private static func received(_ bytes: [UInt8]) -> (message: [UInt8], rest: [UInt8]) {
    var message: [UInt8] = []
    var line: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      line.append(byte)
      guard line.suffix(2) == [13, 10] else { continue }
      if line == [0x2E, 13, 10] { return (message, Array(bytes[(index + 1)...])) }
      message += line.first == 0x2E ? line.dropFirst() : line[...]
      line = []
    }
    return (message + line, [])
  }

  /// CRLF for every CRLF, bare CR and bare LF, and at the end of a last line that has none.
  private static func canonical(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case 13:
        output += [13, 10]
        if index + 1 < bytes.count, bytes[index + 1] == 10 { index += 1 }
      case 10: output += [13, 10]
      default: output.append(bytes[index])
      }
      index += 1
    }
    return output.isEmpty || output.suffix(2) == [13, 10] ? output : output + [13, 10]
  }

  @Test(
    "lines that begin with a dot, and every form of line end",
    arguments: [
      ("", ".\r\n"), ("a", "a\r\n.\r\n"), ("a\r\n", "a\r\n.\r\n"), (".", "..\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"),
      ("..\r\n", "...\r\n.\r\n"), ("a\r\n.b\r\n", "a\r\n..b\r\n.\r\n"), ("a.b", "a.b\r\n.\r\n"),
      ("a\n.b", "a\r\n..b\r\n.\r\n"), ("a\r.b", "a\r\n..b\r\n.\r\n"), ("a\r", "a\r\n.\r\n"), ("\n", "\r\n.\r\n"),
      ("\r\r\n", "\r\n\r\n.\r\n"), ("\n\r", "\r\n\r\n.\r\n"),
      ("a\r\n.\r\nMAIL", "a\r\n..\r\nMAIL\r\n.\r\n"), ("a\n.\nMAIL", "a\r\n..\r\nMAIL\r\n.\r\n"),
      ("a\n.\r\nMAIL", "a\r\n..\r\nMAIL\r\n.\r\n"), ("a\r.\rMAIL", "a\r\n..\r\nMAIL\r\n.\r\n"),
      ("a\r.\r\nMAIL", "a\r\n..\r\nMAIL\r\n.\r\n"), ("a\r\n.\rMAIL", "a\r\n..\r\nMAIL\r\n.\r\n"),
      ("a\r\n.\nMAIL", "a\r\n..\r\nMAIL\r\n.\r\n"),
    ])
  func forms(_ body: String, _ wire: String) {
    #expect(Self.stuffed(body) == wire)
  }

  @Test(
    "the chunks' boundaries make no difference",
    arguments: [
      "a\r\n.\r\nb", "a\n.\nb", "a\n.\r\nb", "a\r.\rb", "a\r.\r\nb", "\r\n\r\n..\r\n.\r", "\r\r\r.\n\n.\r\n.",
      "...\r..\n.",
    ])
  func boundaries(_ body: String) {
    let bytes = Array(body.utf8)
    let whole = Self.stuffed([bytes])
    for first in 0...bytes.count {
      for second in first...bytes.count {
        let cut = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
        #expect(Self.stuffed(cut) == whole, "cut at \(first) and \(second)")
      }
    }
    #expect(Self.stuffed(bytes.map { [$0] }) == whole)
  }

  @Test("every body of up to six of CR, LF, dot and a letter comes out whole, ends once, and holds no bare CR or LF")
  func exhaustive() {
    let alphabet: [UInt8] = [13, 10, 0x2E, 0x61]
    var failures: [[UInt8]] = []
    for length in 0...6 {
      for number in 0..<(1 << (2 * length)) {
        let body = (0..<length).map { alphabet[(number >> (2 * $0)) & 3] }
        let wire = Self.stuffed([body])
        let result = Self.received(wire)
        let cut = number % (length + 1)
        let isSame = Self.stuffed([Array(body[..<cut]), Array(body[cut...])]) == wire
        if !isSame || result.message != Self.canonical(body) || !result.rest.isEmpty || Self.hasBareLineEnd(wire) {
          failures.append(body)
        }
      }
    }
    #expect(failures == [])
  }

  private static func hasBareLineEnd(_ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { index in
      (bytes[index] == 13 && (index + 1 == bytes.count || bytes[index + 1] != 10))
        || (bytes[index] == 10 && (index == 0 || bytes[index - 1] != 13))
    }
  }

  @Test("a chunk that needs no change is given back with its storage")
  func sameStorage() {
    var stuffer = DotStuffer()
    for text in ["Subject: x\r\n\r\nbody. with. dots.\r\n", "no end", " goes on\r", "\nnext\r\n", ""] {
      let chunk = ByteBuffer(string: text)
      let output = stuffer.stuff(chunk)
      #expect(output == chunk)
      let before = chunk.withUnsafeReadableBytes { $0.baseAddress }
      let after = output.withUnsafeReadableBytes { $0.baseAddress }
      #expect(before == after)
    }
  }

  @Test("a chunk that needs a change is not written over")
  func sourceIsKept() {
    var stuffer = DotStuffer()
    let chunk = ByteBuffer(string: ".a\n")
    #expect(String(buffer: stuffer.stuff(chunk)) == "..a\r\n")
    #expect(String(buffer: chunk) == ".a\n")
  }

  @Test("after the end the stuffer is as new")
  func reuse() {
    var stuffer = DotStuffer()
    _ = stuffer.stuff(ByteBuffer(string: "a\r"))
    #expect(String(buffer: stuffer.finish()) == "\n.\r\n")
    #expect(String(buffer: stuffer.stuff(ByteBuffer(string: "\n.x"))) == "\r\n..x")
    #expect(String(buffer: stuffer.finish()) == "\r\n.\r\n")
    #expect(String(buffer: stuffer.finish()) == ".\r\n")
  }

  @Test("random bytes in random chunks come out whole")
  func random() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      let body = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in
        [13, 10, 0x2E, UInt8.random(in: 0...255, using: &generator)].randomElement(using: &generator) ?? 0
      }
      var chunks: [[UInt8]] = []
      var rest = body[...]
      while !rest.isEmpty {
        let size = Int.random(in: 1...40, using: &generator)
        chunks.append(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(Self.received(Self.stuffed(chunks)).message == Self.canonical(body))
    }
  }
}
