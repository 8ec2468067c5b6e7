import MIME
import Testing

/// Messages that each have one peculiarity, with what they are to be read to beside them; see Fixtures/MIME/README.md.
@Suite("Reading messages")
struct CorpusTests {
  @Test("a message of the corpus is read as it should be", arguments: try CorpusMessage.all())
  func reading(_ file: CorpusMessage) throws {
    let expected = try file.expectation()
    let message = ParsedMessage(file.bytes)
    let all = message.allDefects()
    #expect(all.map(\.kind.description).sorted() == expected.defects.sorted(), "\(expected.what) \(all)")
    checkHeader(message, expected)
    checkBodies(message, expected)
    checkParts(message, expected)
    checkReports(message, expected)
  }

  @Test("a message that was read is written back byte for byte, from its parts", arguments: try CorpusMessage.all())
  func roundTrip(_ file: CorpusMessage) throws {
    let message = ParsedMessage(file.bytes)
    #expect(Array(message.bytes) == file.bytes)
    #expect(Rewriter.write(message.root) == file.bytes)
  }

  @Test("every other message of the fixtures is written back byte for byte", arguments: try CorpusMessage.others())
  func otherFixtures(_ file: CorpusMessage) {
    let message = ParsedMessage(file.bytes)
    #expect(Array(message.bytes) == file.bytes)
    #expect(Rewriter.write(message.root) == file.bytes)
    // Those of servers are as they lay in mailboxes.
    #expect(
      Set(message.allDefects().map(\.kind)).isSubset(of: [.bareLineFeed, .mailboxLine]), "\(message.allDefects())")
  }

  @Test("the corpus is large")
  func size() throws {
    #expect(try CorpusMessage.all().count >= 130)
    #expect(try CorpusMessage.others().count >= 20)
  }

  private func checkHeader(_ message: ParsedMessage, _ expected: ReadingExpectation) {
    if let from = expected.from { #expect(message.from.map(\.description) == from) }
    if let to = expected.to { #expect(message.to.map(\.description) == to) }
    if let cc = expected.cc { #expect(message.cc.map(\.description) == cc) }
    if let bcc = expected.bcc { #expect(message.bcc.map(\.description) == bcc) }
    if let subject = expected.subject { #expect(message.subject == subject) }
    if let date = expected.date { #expect(message.date == date) }
    if expected.absent.contains("date") { #expect(message.date == nil) }
    if let messageID = expected.messageID { #expect(message.messageID?.content == messageID) }
    if let references = expected.references { #expect(message.references.map(\.content) == references) }
    if let inReplyTo = expected.inReplyTo { #expect(message.inReplyTo.map(\.content) == inReplyTo) }
    if let trace = expected.trace {
      let read = message.header.trace.map { field in
        [field.from, field.fromAddress, field.by, field.with, field.id, field.recipient].map { $0 ?? "-" }
          .joined(separator: " ")
      }
      #expect(read == trace)
    }
  }

  private func checkBodies(_ message: ParsedMessage, _ expected: ReadingExpectation) {
    if let text = expected.text { #expect(message.text.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars)) }
    if let html = expected.html { #expect(message.html == html) }
    if expected.absent.contains("text") { #expect(message.text == nil) }
    if expected.absent.contains("html") { #expect(message.html == nil) }
  }

  private func checkParts(_ message: ParsedMessage, _ expected: ReadingExpectation) {
    if let tree = expected.tree { #expect(Self.tree(message.root) == tree) }
    if let depth = expected.depth { #expect(Self.depth(message.root) == depth) }
    if let text = expected.preamble { #expect(String(decoding: message.root.preamble, as: UTF8.self) == text) }
    if let text = expected.epilogue { #expect(String(decoding: message.root.epilogue, as: UTF8.self) == text) }
    if let files = expected.attachments {
      #expect(message.attachments.count == files.count)
      for (part, file) in zip(message.attachments, files) {
        #expect("\(part.mediaType.type)/\(part.mediaType.subtype)" == file.type)
        #expect(part.fileName == file.name)
        #expect(part.safeFileName == file.safeName)
        #expect(String(decoding: part.decodedContent.value, as: UTF8.self) == file.content)
      }
    }
    if let inline = expected.inline {
      #expect(message.inlineParts.count == inline.count)
      for (identifier, type) in inline {
        #expect((message.part(contentID: identifier)?.mediaType.description.hasPrefix(type)) == true)
      }
    }
    if let enclosed = expected.enclosed {
      let inner = message.root.allParts.compactMap(\.enclosedMessage).first
      #expect(inner?.subject == enclosed.subject)
      #expect(inner?.text == enclosed.text)
    }
  }

  private func checkReports(_ message: ParsedMessage, _ expected: ReadingExpectation) {
    if let status = expected.deliveryStatus {
      let read = message.deliveryStatus.map { report in
        ReadingExpectation.Status(
          reportingMTA: report.reportingMTA.map { "\($0.type) \($0.value)" }, envelopeID: report.originalEnvelopeID,
          recipients: report.recipients.map { recipient in
            .init(
              original: recipient.originalRecipient?.address?.description,
              final: recipient.finalRecipient?.address?.description, action: recipient.action?.rawValue,
              status: recipient.status, diagnostic: recipient.diagnosticCode.map { "\($0.type) \($0.value)" })
          })
      }
      #expect(read == status)
    }
    if let disposition = expected.disposition {
      let read = message.dispositionNotification.map { report in
        ReadingExpectation.Disposition(
          final: report.finalRecipient?.address?.description, messageID: report.originalMessageID?.content,
          outcome: report.outcome?.rawValue, isManual: report.isManual, isSentManually: report.isSentManually,
          modifiers: report.modifiers, errors: report.errors)
      }
      #expect(read == disposition)
    }
  }

  /// As in "multipart/mixed(text/plain, image/png)".
  private static func tree(_ part: MIMEPart) -> String {
    let type = "\(part.mediaType.type)/\(part.mediaType.subtype)"
    return part.parts.isEmpty ? type : "\(type)(\(part.parts.map(tree).joined(separator: ", ")))"
  }

  private static func depth(_ part: MIMEPart) -> Int { 1 + (part.parts.map(depth).max() ?? 0) }
}
