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

  /// Its canonical form with the CRLF at the end (RFC 6376, sections 3.4.1 and 3.4.2).
  func canonical(_ form: DKIMCanonicalization) -> [UInt8] {
    switch form {
    case .simple: return Array(bytes)
    case .relaxed:
      var canonical = Array(name.utf8) + [.colon]
      let start = canonical.count
      var sawBlank = false
      // CRs and LFs are those of folds here, and of the end.
      for byte in value where byte != .carriageReturn && byte != .lineFeed {
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
}
