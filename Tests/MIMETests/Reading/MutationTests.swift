import MIME
import MailFixtures
import Testing

@Suite("Reading broken messages")
struct MutationTests {
  /// What the syntax is made of, so that changes hit it.
  private static let pieces: [[UInt8]] = [
    "\r\n", "\n", "\r", "\r\n\r\n", "--", "--b\r\n", "--b--\r\n", ":", ";", "=", "\"", "\\", "(", ")", "<", ">", "@",
    ",", " ", "\t",
    "=?utf-8?q?", "?=", "=?iso-2022-jp?b?GyRC?=", "*0*=", "''", "%", "=E", "\u{0}", "é", "\u{202E}",
    "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: message/rfc822\r\n\r\n", "charset=utf-7;",
    "charset=utf-16;",
    "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
    "Content-Type: message/delivery-status\r\n\r\n", "From ",
  ].map { Array($0.utf8) }

  private static let corpus = (try? CorpusMessage.all().filter { $0.bytes.count < 20_000 }) ?? []

  @Test("whatever is changed in a message, it is read, and its pieces are in their places", arguments: 0..<40)
  func mutations(_ seed: Int) throws {
    let corpus = Self.corpus
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let file = try #require(corpus.randomElement(using: &generator))
      var bytes = file.bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes, corpus, &generator) }
      let limits =
        Bool.random(using: &generator)
        ? ReadingLimits() : ReadingLimits(depth: .random(in: 1...5, using: &generator), parts: 4, fields: 6, defects: 3)
      try check(bytes, limits, "\(file.name), seed \(seed)")
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ corpus: [CorpusMessage], _ generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
    case 2: if place < bytes.count { bytes[place] = .random(in: .min ... .max, using: &generator) }
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
    default:
      guard let other = corpus.randomElement(using: &generator)?.bytes else { return }
      let start = Int.random(in: 0...other.count, using: &generator)
      bytes.insert(contentsOf: other[start..<min(other.count, start + 200)], at: place)
    }
  }

  private func check(_ bytes: [UInt8], _ limits: ReadingLimits, _ name: String) throws {
    let message = ParsedMessage(bytes, limits: limits)
    try #require(Array(message.bytes) == bytes, "\(name)")
    try #require(Rewriter.write(message.root) == bytes, "\(name): \(Array(bytes))")
    try #require(message.defects.count <= limits.defects + 40)
    for defect in message.allDefects() {
      try #require((0...bytes.count).contains(defect.offset), "\(name): \(defect)")
      try #require(!defect.reason.unicodeScalars.contains { $0 == "\n" || $0 == "\r" }, "\(name): \(defect)")
    }
    let parts = message.root.allParts
    try #require(parts.count <= limits.parts)
    try #require(parts.reduce(0) { $0 + $1.header.count } <= limits.fields)
    for part in parts {
      _ = (part.preamble, part.epilogue, part.contentID, part.contentDescription, part.header.trace)
      if let name = part.safeFileName { try checkSafe(name) }
      try #require(part.enclosedMessage.map { $0.bytes.endIndex <= bytes.count } ?? true)
    }
    _ = (message.text, message.html, message.attachments.count, message.inlineParts.count)
    _ = (message.deliveryStatus, message.dispositionNotification, message.subject, message.date)
    let mailboxes = message.from + message.to + message.cc + message.bcc + message.replyTo
    for mailbox in mailboxes {
      // What was read leniently is as strict as any address.
      try #require(try EmailAddress(mailbox.address.description) == mailbox.address, "\(name)")
    }
  }

  private func checkSafe(_ name: String) throws {
    try #require(!name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix(".") && !name.hasSuffix("."))
    try #require(
      !name.unicodeScalars.contains { "/\\:".unicodeScalars.contains($0) || hostileScalars.prefix(3).contains($0) })
  }
}
