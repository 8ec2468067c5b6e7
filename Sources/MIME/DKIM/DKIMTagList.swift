/// A list of `name=value` with semicolons between: a signature or a key record (RFC 6376, section 3.2).
struct DKIMTagList {
  struct Tag {
    let name: String
    /// What stands between the `=` and the semicolon, blanks and folds included.
    let range: Range<Int>
    /// The same without the blanks and folds around it.
    let value: String
  }

  let tags: [Tag]

  /// What is wrong with a list.
  struct Failure: Error {
    let reason: String
  }

  /// Reads the whole of `bytes`.
  ///
  /// Text beyond ASCII is taken as RFC 8616 section 5 allows it, if it is UTF-8.
  init(_ bytes: ArraySlice<UInt8>) throws(Failure) {
    var tags: [Tag] = []
    var names: Set<String> = []
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: ";")) ?? bytes.endIndex
      let isLast = end == bytes.endIndex
      if let tag = try Self.tag(bytes[start..<end], mayBeEmpty: isLast && !tags.isEmpty) {
        // RFC 6376, section 3.2: the whole list is void then, not the later of them.
        guard names.insert(tag.name).inserted else { throw Failure(reason: "the tag \(tag.name)= stands twice") }
        tags.append(tag)
      }
      start = isLast ? end : end + 1
    }
    guard !tags.isEmpty else { throw Failure(reason: "it is empty") }
    self.tags = tags
  }

  /// The value of a tag.
  subscript(name: String) -> String? { tags.first { $0.name == name }?.value }

  /// The value of a tag, without any blanks: for base64.
  func compact(_ name: String) -> [UInt8]? {
    self[name].map { $0.utf8.filter { !Self.isFoldingBlank($0) } }
  }

  /// The members of a value that is a list with colons, without the blanks around them.
  func members(_ name: String) -> [String]? {
    self[name].map { value in
      value.utf8.split(separator: .colon, omittingEmptySubsequences: false).map { Self.trimmed(Array($0)[...]) }
    }
  }

  private static func tag(_ bytes: ArraySlice<UInt8>, mayBeEmpty: Bool) throws(Failure) -> Tag? {
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
      let text = trimmed(bytes)
      guard mayBeEmpty, text.isEmpty else { throw Failure(reason: "\(text.excerpt) is no tag and value") }
      return nil
    }
    let name = trimmed(bytes[..<equals])
    let isName =
      name.utf8.first.map(\.isASCIILetter) == true
      && name.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") }
    guard isName else { throw Failure(reason: "\(name.excerpt) is not the name of a tag") }
    let value = bytes[(equals + 1)...]
    guard let text = String(validating: value, as: UTF8.self) else {
      throw Failure(reason: "the value of \(name)= is not UTF-8")
    }
    guard value.allSatisfy({ $0 > 0x20 && $0 != 0x7F || isFoldingBlank($0) }),
      !text.unicodeScalars.contains(where: { $0.isControl && !$0.isASCII })
    else { throw Failure(reason: "the value of \(name)= has a control") }
    return Tag(name: name, range: value.startIndex..<value.endIndex, value: trimmed(value))
  }

  private static func isFoldingBlank(_ byte: UInt8) -> Bool {
    byte.isBlank || byte == .carriageReturn || byte == .lineFeed
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    var bytes = bytes.drop(while: isFoldingBlank)
    while let last = bytes.last, isFoldingBlank(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
