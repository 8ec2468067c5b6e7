/// The header of a stored message, with what sending it asks for read once.
struct StoredHeader: Sendable {
  let all: HeaderFields
  let from: [Mailbox]
  let sender: Mailbox?
  let to: [Mailbox]
  let cc: [Mailbox]
  let bcc: [Mailbox]
  /// Each address of To, Cc and Bcc once.
  let recipients: [EmailAddress]
  /// It has bytes above 127.
  let hasEightBitBytes: Bool
  /// It has UTF-8 beyond ASCII, and nothing that is not UTF-8.
  let isInternational: Bool
  let declinesTLS: Bool
  /// What was wrong with the field that the sender comes from: Sender, else From.
  let senderError: MIMEError?
  /// What was wrong with the first of To, Cc and Bcc that could not be read.
  let recipientError: MIMEError?

  /// - Parameter name: the message, for errors.
  init(_ scan: MessageScanner.Result, of name: String) throws(MIMEError) {
    let fields = try Self.fields(scan, of: name)
    all = fields
    declinesTLS = fields.declineTLS
    hasEightBitBytes = !scan.header.allSatisfy { $0 < 0x80 }
    // What is not UTF-8 comes back changed from a String.
    isInternational =
      hasEightBitBytes && String(decoding: scan.header, as: UTF8.self).utf8.elementsEqual(scan.header)
    func read(_ field: String) -> (mailboxes: [Mailbox], error: MIMEError?) {
      var result: (mailboxes: [Mailbox], error: MIMEError?) = ([], nil)
      for found in fields.all(named: field) {
        do throws(MIMEError) {
          result.mailboxes += try Mailbox.list(found.value)
        } catch {
          result.error = result.error ?? MIMEError(code: error.code, reason: "\(field) of \(name): \(error.reason)")
        }
      }
      return result
    }
    let (from, sender) = (read("From"), read("Sender"))
    let (to, cc, bcc) = (read("To"), read("Cc"), read("Bcc"))
    self.from = from.mailboxes
    self.sender = sender.mailboxes.first
    self.to = to.mailboxes
    self.cc = cc.mailboxes
    self.bcc = bcc.mailboxes
    recipients = (self.to + self.cc + self.bcc).map(\.address).withoutDuplicates
    senderError = sender.error ?? (sender.mailboxes.isEmpty ? from.error : nil)
    recipientError = to.error ?? cc.error ?? bcc.error
  }

  private static func fields(_ scan: MessageScanner.Result, of name: String) throws(MIMEError) -> HeaderFields {
    func fail(_ line: Int, _ what: String) -> MIMEError {
      MIMEError(code: .noHeader, reason: "\(name), line \(line): \(what)")
    }
    guard !scan.header.isEmpty else { throw MIMEError(code: .noHeader, reason: "\(name) is empty") }
    var fields: [HeaderField] = []
    var current: (name: String, value: [UInt8])?
    func finishField() {
      guard let field = current else { return }
      fields.append(
        HeaderField(uncheckedName: field.name, value: String(decoding: field.value, as: UTF8.self).trimmingBlanks))
      current = nil
    }
    for (index, part) in scan.header.split(separator: .lineFeed, omittingEmptySubsequences: false).enumerated() {
      let line = part.last == .carriageReturn ? part.dropLast() : part
      if line.isEmpty { break }
      if line.first?.isBlank == true, current != nil {
        current?.value += line
        continue
      }
      finishField()
      let fieldName = line.prefix(while: \.isFieldNameText)
      let rest = line.dropFirst(fieldName.count).drop(while: \.isBlank)
      guard !fieldName.isEmpty, rest.first == .colon else {
        let text = String(decoding: line.prefix(240), as: UTF8.self).excerpt
        throw fail(
          index + 1,
          index == 0 ? "begins with \(text) and not with a header field" : "\(text) in the header is no field")
      }
      current = (String(decoding: fieldName, as: UTF8.self), Array(rest.dropFirst()))
    }
    finishField()
    guard !fields.isEmpty else { throw fail(1, "it is empty where a header field is due") }
    guard scan.isHeaderComplete else {
      throw MIMEError(
        code: .headerTooLong,
        reason: "the header of \(name) does not end within \(StoredMessage.maximumHeaderSize) bytes")
    }
    return HeaderFields(fields)
  }
}
