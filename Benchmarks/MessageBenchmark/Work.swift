import Foundation
import MIME

/// What is measured of this package: the jobs of `Peers/mime_gmime.c`, called and answering alike.
enum Work {
  /// Does `job` so many times and gives the fastest in seconds of processor time; nil if there is no such job. "stream" is done once
  /// and gives the peak of resident memory in bytes.
  static func run(_ job: String, file: String, rounds: Int) throws -> Double? {
    if job == "stream" {
      _ = try drain(try message(attaching: Attachment(file: file)))
      return peakBytes
    }
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
    switch job {
    case "compose": return try time(rounds) { try compose(bytes) }
    case "base64-encode":
      let attached = try message(attaching: Attachment(name: "file.bin", mediaType: .octetStream, bytes: bytes))
      return try time(rounds) { try drain(attached) }
    case "quoted-printable-encode":
      let author = try author
      let message = Message(from: author, to: [author], subject: "", text: String(decoding: bytes, as: UTF8.self))
      return try time(rounds) { try drain(message) }
    case "base64-decode", "quoted-printable-decode":
      let encoding = job.replacingOccurrences(of: "-decode", with: "")
      let head = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n"
      let part = ParsedMessage(Array(head.utf8) + bytes).root
      return time(rounds) { part.decodedContent.value.count }
    case "memcpy": return time(rounds) { copy(bytes) }
    case "parse":
      let messages = try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
        [UInt8](try Data(contentsOf: URL(filePath: String($0))))
      }
      return time(rounds) { messages.reduce(0) { $0 + read($1) } }
    default: return nil
    }
  }

  private static var author: Mailbox { get throws { try Mailbox("Ada <ada@example.com>") } }

  private static func message(attaching attachment: Attachment) throws -> Message {
    let author = try author
    var message = Message(from: author, to: [author], subject: "A file", text: "Here it is.\n")
    message.attachments = [attachment]
    return message
  }

  private static func drain(_ message: Message) throws -> Int {
    var stream = try message.makeStream()
    var count = 0
    while let chunk = try stream.next() { count += chunk.count }
    return count
  }

  /// The whole message in memory, as the peers have it.
  private static func compose(_ bytes: [UInt8]) throws -> Int {
    var stream = try message(attaching: Attachment(name: "file.bin", mediaType: .octetStream, bytes: bytes))
      .makeStream()
    var whole: [UInt8] = []
    whole.reserveCapacity(stream.size ?? 0)
    while let chunk = try stream.next() { whole += chunk }
    return whole.count
  }

  private static func copy(_ bytes: [UInt8]) -> Int {
    let copied = [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
      count = target.initialize(fromContentsOf: bytes)
    }
    return Int(copied[copied.count / 2]) + copied.count
  }

  private static func read(_ bytes: [UInt8]) -> Int {
    let message = ParsedMessage(bytes)
    var total = (message.subject?.utf8.count ?? 0) + message.from.count
    for part in message.root.allParts where part.parts.isEmpty {
      total += part.text?.value.utf8.count ?? part.decodedContent.value.count
    }
    return total
  }

  private static func time(_ rounds: Int, _ work: () throws -> Int) rethrows -> Double {
    var best = Double.infinity
    var sum = 0
    for _ in 0..<rounds {
      let began = processorSeconds
      sum &+= try work()
      best = min(best, processorSeconds - began)
    }
    // The work is not left out if its result is looked at.
    FileHandle.standardError.write(Data("\(sum)\n".utf8))
    return best
  }

  /// The system's account of a child counts what its parent had resident when it was started; this does not.
  private static var peakBytes: Double? {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Double($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
