import MIME
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Swift Testing has a type of this name too.
typealias Attachment = MIME.Attachment

/// All bytes of a message, and the sizes of its chunks.
func bytes(of content: some MessageContent) throws -> (bytes: [UInt8], chunks: [Int]) {
  var stream = try content.makeStream()
  var bytes: [UInt8] = []
  var chunks: [Int] = []
  while let chunk = try stream.next() {
    bytes += chunk
    chunks.append(chunk.count)
  }
  return (bytes, chunks)
}

/// All that is left of a stream.
func collect(_ stream: MessageStream) throws -> [UInt8] {
  var stream = stream
  var bytes: [UInt8] = []
  while let chunk = try stream.next() { bytes += chunk }
  return bytes
}

func text(of content: some MessageContent) throws -> String {
  String(decoding: try bytes(of: content).bytes, as: UTF8.self)
}

/// The code and the reason that `body` fails with.
func failure(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) throws -> MIMEError {
  try #require(#expect(throws: MIMEError.self, sourceLocation: sourceLocation) { try body() })
}

/// Scalars that end a line, are controls, or become CR or LF when only their low byte is kept.
let hostileScalars: [Unicode.Scalar] = controls + lowByteLineEnds

/// Every control that may stand nowhere.
let controls: [Unicode.Scalar] =
  (Array(0x00...0x1F) + Array(0x7F...0x9F) + [0x2028, 0x2029]).compactMap(Unicode.Scalar.init(_:))

let lowByteLineEnds: [Unicode.Scalar] = [
  "\u{010A}", "\u{010D}", "\u{560A}", "\u{560D}", "\u{760A}", "\u{760D}", "\u{FF0A}",
]

/// Runs `body` with a file that is removed afterwards.
func withTemporaryFile(named name: String, _ bytes: [UInt8], _ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mime-\(UInt64.random(in: 0 ... .max))")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent(name)
  try Data(bytes).write(to: file)
  try body(file.path)
}

/// A message whose bytes are always the same.
func fixedMessage(
  subject: String = "Test", text: String? = "Hello\n", html: String? = nil, attachments: [Attachment] = []
) throws -> Message {
  var message = Message(
    from: try Mailbox("Ada Lovelace <ada@example.com>"), to: [try Mailbox("\"Turing, Alan\" <alan@example.net>")],
    subject: subject, text: text, html: html, attachments: attachments)
  message.date = Date(timeIntervalSince1970: 1_795_491_613)
  message.dateZone = 60
  message.messageID = try MessageID("<1@example.com>")
  message.boundary = "test"
  return message
}

func truncateFile(_ path: String, to size: UInt64) throws {
  var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
  if size < bytes.count {
    bytes.removeLast(bytes.count - Int(size))
  } else {
    bytes += Data(count: Int(size) - bytes.count)
  }
  // Not atomically: an open stream must see the same file change.
  try bytes.write(to: URL(fileURLWithPath: path), options: [])
}

func overwriteFile(_ path: String, _ bytes: [UInt8]) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path), options: [])
}

/// What `body` costs in time of the processor on this thread.
func processorTime(_ body: () -> Void) -> Duration {
  func now() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(Int(time.tv_sec)) + .nanoseconds(Int(time.tv_nsec))
  }
  let start = now()
  body()
  return now() - start
}

func removeFile(_ path: String) throws {
  try FileManager.default.removeItem(at: URL(fileURLWithPath: path))
}
