import Foundation

/// The messages that every client sends: the same bytes, but for those that compose their own.
enum MessageFile {
  private static let header = """
    From: Sender <sender@example.test>\r
    To: Recipient <recipient@example.test>\r
    Subject: A message of the benchmark\r
    Date: Sat, 28 Nov 2026 12:00:00 +0000\r
    Message-ID: <benchmark@example.test>\r
    MIME-Version: 1.0\r
    Content-Type: text/plain; charset=us-ascii\r
    \r

    """

  /// Writes a message of so many bytes, in lines as long as those of base64, a few of which begin with a dot.
  static func write(_ size: Cell.Size, in directory: URL) throws -> String {
    var bytes = Array(header.utf8)
    let line = Array((String(repeating: "The quick brown fox jumps. ", count: 3).prefix(76) + "\r\n").utf8)
    let dotted = [UInt8(ascii: ".")] + line.dropFirst()
    var number = 0
    while bytes.count + line.count <= size.rawValue {
      number += 1
      bytes += number.isMultiple(of: 100) ? dotted : line
    }
    let file = directory.appending(path: "message-\(size.rawValue).eml")
    try Data(bytes).write(to: file)
    return file.path
  }

  /// Writes a file of a GiB to attach.
  static func writeAttachment(in directory: URL) throws -> String {
    let file = directory.appending(path: "attachment.bin")
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    var generator = SystemRandomNumberGenerator()
    var block: [UInt64] = []
    for _ in 0..<(1 << 20) / 8 { block.append(generator.next()) }
    let data = block.withUnsafeBytes { Data($0) }
    for _ in 0..<1024 { try handle.write(contentsOf: data) }
    try handle.close()
    return file.path
  }
}
