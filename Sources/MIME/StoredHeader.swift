/// The header of a stored message, with its address fields read.
struct StoredHeader: Sendable {
  let all: HeaderFields
  let from: [Mailbox]
  let sender: Mailbox?
  let to: [Mailbox]
  let cc: [Mailbox]
  let bcc: [Mailbox]
  /// What was wrong with the first address field that could not be read.
  let addressError: MIMEError?

  /// - Parameter name: the message, for errors.
  init(_ scan: MessageScanner.Result, of name: String) throws(MIMEError) {
    let fields = try Self.fields(scan, of: name)
    all = fields
    var addressError: MIMEError?
    func mailboxes(_ field: String) -> [Mailbox] {
      fields.all(named: field).flatMap { found in
        do throws(MIMEError) {
          return try Mailbox.list(found.value)
        } catch {
          addressError = addressError ?? MIMEError(code: error.code, reason: "\(field) of \(name): \(error.reason)")
          return []
        }
      }
    }
    from = mailboxes("From")
    sender = mailboxes("Sender").first
    to = mailboxes("To")
    cc = mailboxes("Cc")
    bcc = mailboxes("Bcc")
    self.addressError = addressError
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
