/// One field of a header as it stands in the message: folds, blanks and all.
struct DKIMHeaderField {
  /// In lower case, without blanks before the colon; empty for a line that is no field.
  let name: String
  /// From the name to the last CRLF, which it includes.
  let bytes: ArraySlice<UInt8>
  /// What follows the colon.
  let value: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    let colon = bytes.firstIndex(of: .colon) ?? bytes.endIndex
    var name = bytes[..<colon]
    while name.last?.isBlank == true { name.removeLast() }
    let isField = colon < bytes.endIndex && name.allSatisfy(\.isFieldNameText)
    self.name = isField ? String(decoding: name, as: UTF8.self).asciiLowercased : ""
    value = bytes[min(colon + 1, bytes.endIndex)...]
  }

  /// The fields of a header whose line ends are CRLF.
  static func fields(of header: [UInt8]) -> [DKIMHeaderField] {
    var fields: [DKIMHeaderField] = []
    var start = 0
    for index in header.indices where header[index] == .lineFeed {
      guard index + 1 == header.count || !header[index + 1].isBlank else { continue }
      fields.append(DKIMHeaderField(header[start...index]))
      start = index + 1
    }
    if start < header.count { fields.append(DKIMHeaderField(header[start...])) }
    return fields
  }

  /// Whether all of a header's lines are those of fields. The line that begins a message in an mbox file may stand before them.
  static func isWellFormed(_ header: [DKIMHeaderField]) -> Bool {
    let isInMailboxFile =
      header.first.map { $0.bytes.starts(with: "From ".utf8) && $0.bytes.count { $0 == .lineFeed } == 1 } == true
    return header.dropFirst(isInMailboxFile ? 1 : 0).allSatisfy { !$0.name.isEmpty }
  }

  /// Its canonical form with the CRLF at the end (RFC 6376, sections 3.4.1 and 3.4.2).
  func canonical(_ form: DKIMCanonicalization) -> [UInt8] {
    switch form {
    case .simple: return Array(bytes)
    case .relaxed:
      var canonical = Array(name.utf8) + [.colon]
      let start = canonical.count
      var sawBlank = false
      for index in value.indices where !isLineEnd(at: index) {
        let byte = value[index]
        guard !byte.isBlank else {
          sawBlank = true
          continue
        }
        if sawBlank, canonical.count > start { canonical.append(.space) }
        sawBlank = false
        canonical.append(byte)
      }
      return canonical + [.carriageReturn, .lineFeed]
    }
  }

  /// Whether a byte of the value is one of a fold, or of the end. A CR alone is content: what is hashed without it could be shown
  /// with it.
  private func isLineEnd(at index: Int) -> Bool {
    switch value[index] {
    case .lineFeed: true
    case .carriageReturn: index + 1 < value.endIndex && value[index + 1] == .lineFeed
    default: false
    }
  }
}
