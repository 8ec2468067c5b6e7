import Foundation
import MIME
import Testing

/// What our parser makes of messages, beside another parser.
@Suite("Messages read here and by GMime", .timeLimit(.minutes(2)))
struct ParsedMessageTests {
  /// What the two read differently, and why ours is as it is.
  private static let exceptions = [
    "boundary-blanks": "blanks may follow a close delimiter too (RFC 2046, section 5.1.1: transport-padding)",
    "charset-ks-c-5601-1987": "mail calls windows-949 so, which has the letters that the standard leaves out",
    "charset-x-sjis": "iconv does not know this name of Shift_JIS",
    "encoded-word-no-padding": "the last letter is there without its padding",
    "encoding-quoted-printable": "blanks at the end of a line are no content (RFC 2045, section 6.7, rule 3)",
    "parameter-both-forms": "filename* says more than filename; GMime takes what comes first",
  ]

  @Test("every sound message of the fixtures is read to the same by both", .needsGMime)
  func fixtures() async throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures").resolvingSymlinksInPath()
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".eml") }
      .sorted()
    var sound: [(name: String, message: ParsedMessage)] = []
    for name in names {
      let message = ParsedMessage(Array(try Data(contentsOf: folder.appending(path: name))))
      // Messages as they lie in mailboxes of Unix have its line ends.
      if message.allDefects().allSatisfy({ $0.kind == .bareLineFeed }) { sound.append((name, message)) }
    }
    #expect(sound.count >= 95)
    let files = sound.map { folder.appending(path: $0.name).path }
    let read = try await TemporaryDirectory.with { directory in
      try await GMimeReader(compliance: .loose).read(files, in: directory)
    }
    try #require(read.count == sound.count)
    for (theirs, (name, message)) in zip(read, sound) {
      let differences = compared(theirs).differences(from: ReadMessage(of: message))
      if Self.exceptions[URL(filePath: name).deletingPathExtension().lastPathComponent] != nil {
        #expect(!differences.isEmpty, "\(name) is no exception any more")
      } else {
        #expect(differences.isEmpty, "\(name):\n\(differences.joined(separator: "\n"))")
      }
    }
  }

  /// Without what our parser has no reading of, or another one than GMime.
  private func compared(_ message: ReadMessage) -> ReadMessage {
    var message = message
    (message.zone, message.fields, message.defects, message.groups) = (nil, [], [], [:])
    return message
  }
}
