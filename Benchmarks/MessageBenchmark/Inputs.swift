import Foundation
import MIME

/// The files that the jobs are given, the same in each run.
struct Inputs {
  struct Input {
    let path: String
    /// Of all messages together, where the file lists messages.
    let bytes: Int
  }

  let attachment: Input
  let base64: Input
  let text: Input
  let quoted: Input
  let thousand: Input
  let large: Input

  init(in directory: URL, fixtures: URL) throws {
    func write(_ name: String, _ bytes: Data) throws -> Input {
      let path = directory.appending(path: name)
      try bytes.write(to: path)
      return Input(path: path.path, bytes: bytes.count)
    }
    let noise = Data(Self.noise(10_000_000))
    let encoded = noise.base64EncodedData(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
    attachment = try write("attachment", noise)
    base64 = try write("base64", encoded)
    let words = Self.text(10_000_000)
    text = try write("text", Data(words))
    quoted = try write("quoted", Data(Self.quoted(words)))

    let files = FileManager.default.enumerator(at: fixtures.resolvingSymlinksInPath(), includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }
    let paths = (files ?? []).map(\.path).filter { $0.hasSuffix(".eml") }.sorted()
    let sizes = try paths.map { try Data(contentsOf: URL(filePath: $0)).count }
    let cycled = paths.isEmpty ? [] : (0..<1000).map { $0 % paths.count }
    let list = try write("thousand", Data(cycled.map { paths[$0] + "\n" }.joined().utf8))
    thousand = Input(path: list.path, bytes: cycled.reduce(0) { $0 + sizes[$1] })

    var message = Data(
      "From: ada@example.com\r\nSubject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        .utf8)
    message += Data("--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n".utf8)
    message += Data(words)
    for _ in 0..<3 {
      message += Data("\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n".utf8) + encoded
    }
    message += Data("\r\n--b--\r\n".utf8)
    let whole = try write("large.eml", message)
    large = Input(path: try write("large", Data("\(whole.path)\n".utf8)).path, bytes: whole.bytes)
  }

  /// Lines of words, no two alike: a processor learns by heart where a line that is repeated branches.
  private static func text(_ count: Int) -> [UInt8] {
    let words =
      "Grüße aus Köln : was geht = was kommt und noch ein paar Worte mehr für die schöne Straße über den Fluß an a"
      .split(separator: " ").map { Array($0.utf8) }
    var text: [UInt8] = []
    text.reserveCapacity(count + 100)
    var lineStart = 0
    for draw in noise(count / 3) where text.count < count {
      text += words[Int(draw) % words.count]
      if text.count - lineStart > 60 {
        text += [0x0D, 0x0A]
        lineStart = text.count
      } else {
        text.append(0x20)
      }
    }
    return text
  }

  /// Quoted-printable of such lines, as any program writes it.
  private static func quoted(_ text: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    let equals = UInt8(ascii: "=")
    var quoted: [UInt8] = []
    quoted.reserveCapacity(text.count * 3 / 2)
    var lineStart = 0
    for byte in text {
      if quoted.count - lineStart > 72, byte > 0x20 {
        quoted += [equals, 0x0D, 0x0A]
        lineStart = quoted.count
      }
      if byte > 0x7E || byte == equals {
        quoted += [equals, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        quoted.append(byte)
      }
      if byte == 0x0A { lineStart = quoted.count }
    }
    return quoted
  }

  private static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }
}
