/// What a program that reads mail says of a message; or what it should say.
struct ReadMessage: Decodable, Sendable {
  /// One part, and those in it.
  struct Part: Decodable, Sendable {
    /// In lower case, as in `text/plain`.
    var type: String
    /// Those of the media type but boundary and charset; names in lower case.
    var parameters: [String: String] = [:]
    /// Of a text that is to be shown: in Unicode, with LF as line end.
    var text: String?
    /// The name of the file.
    var name: String?
    /// In lower case, as in `attachment`.
    var disposition: String?
    /// Without angle brackets.
    var contentID: String?
    /// Of the content without its transfer encoding, in bytes; nil for a part that is made of others.
    var size: Int?
    /// SHA-256 of the same, in hexadecimal.
    var digest: String?
    /// Those of a multipart.
    var parts: [Part] = []
    /// The one that is enclosed, if this part is a message.
    var messages: [ReadMessage] = []
  }

  struct Mailbox: Decodable, Sendable {
    var name: String?
    /// Without quotes.
    var localPart: String
    var domain: String
  }

  struct Field: Decodable, Sendable {
    var name: String
    var value: String
  }

  var subject: String?
  /// By the name of the field in lower case; the members of groups are among them.
  var mailboxes: [String: [Mailbox]]
  /// The names of groups in these fields.
  var groups: [String: [String]]
  /// In seconds since 1970.
  var date: Int?
  /// In minutes east of UTC.
  var zone: Int?
  /// Without angle brackets.
  var messageID: String?
  /// Other fields of text in their order, decoded.
  var fields: [Field]
  var root: Part
  /// What it finds wrong.
  var defects: [String]
}

extension ReadMessage {
  /// All of it as lines, so that a test can show where two of these differ.
  var lines: [String] {
    var lines = ["subject: \(Self.shown(subject))", "date: \(Self.shown(date)) \(Self.shown(zone))"]
    lines.append("Message-ID: \(Self.shown(messageID))")
    for (name, groups) in groups.sorted(by: { $0.key < $1.key }) {
      lines += groups.map { "\(name): group \(Self.shown($0))" }
    }
    for (name, mailboxes) in mailboxes.sorted(by: { $0.key < $1.key }) {
      lines += mailboxes.map { "\(name): \(Self.shown($0.name)) <\(Self.shown($0.localPart))@\($0.domain)>" }
    }
    lines += fields.map { "\($0.name): \(Self.shown($0.value))" }
    root.describe(at: "1", in: &lines)
    return lines + defects.map { "defect: \($0)" }
  }

  /// The lines of either that the other has not, in the order of `expected`; none if both are the same to the byte.
  func differences(from expected: ReadMessage) -> [String] {
    // Swift's == would take "é" for "e" with an accent.
    let (own, others) = (lines.map { Array($0.utf8) }, expected.lines.map { Array($0.utf8) })
    return own.difference(from: others).map { change in
      switch change {
      case .remove(_, let line, _): "expected \(String(decoding: line, as: UTF8.self))"
      case .insert(_, let line, _): "read     \(String(decoding: line, as: UTF8.self))"
      }
    }
  }

  /// With escapes, so that what cannot be seen can.
  static func shown(_ value: (some Sendable)?) -> String { value.map { String(reflecting: $0) } ?? "-" }
}

extension ReadMessage.Part {
  fileprivate func describe(at place: String, in lines: inout [String]) {
    let facts = [name, disposition, contentID].map { ReadMessage.shown($0) }.joined(separator: " ")
    lines.append("part \(place): \(type) \(facts) \(ReadMessage.shown(size)) \(digest ?? "-")")
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      lines.append("parameter \(place): \(name)=\(ReadMessage.shown(value))")
    }
    if let text { lines.append("text \(place): \(ReadMessage.shown(text))") }
    for (index, part) in parts.enumerated() { part.describe(at: "\(place).\(index + 1)", in: &lines) }
    for message in messages { lines += message.lines.map { "message \(place): \($0)" } }
  }
}
