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
    let line = "Grüße aus Köln: was geht = was kommt, und noch ein paar Worte mehr.\r\n"
    text = try write("text", Data(String(repeating: line, count: 140_000).utf8))
    let quotedLine = "Gr=C3=BC=C3=9Fe aus K=C3=B6ln: was geht =3D was kommt, und noch ein paar=\r\n Worte mehr.\r\n"
    quoted = try write("quoted", Data(String(repeating: quotedLine, count: 110_000).utf8))

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
    message += Data(String(repeating: line, count: 140_000).utf8)
    for _ in 0..<3 {
      message += Data("\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n".utf8) + encoded
    }
    message += Data("\r\n--b--\r\n".utf8)
    let whole = try write("large.eml", message)
    large = Input(path: try write("large", Data("\(whole.path)\n".utf8)).path, bytes: whole.bytes)
  }

  private static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }
}
