/// Finds where HTML names a file, and puts the URL of the part there that the file is in.
///
/// Looked at are the values of attributes that load something, and `url(…)` in styles. A name is found as it is, percent-encoded,
/// or after `./`; what has another path or a scheme is left alone.
struct InlineReferences {
  private static let attributes: Set<String> = [
    "src", "href", "background", "poster", "data", "srcset", "xlink:href",
  ]

  private let source: [UInt8]
  private let urls: [String: String]
  private var output: [UInt8] = []
  /// Up to here the source has been copied.
  private var copied = 0
  private var position = 0

  static func replace(in html: String, by urls: [String: String]) -> String {
    var references = InlineReferences(html, urls)
    references.scan()
    return String(decoding: references.output, as: UTF8.self)
  }

  private init(_ html: String, _ urls: [String: String]) {
    source = Array(html.utf8)
    self.urls = urls
  }

  private mutating func scan() {
    while let byte = peek() {
      if byte == UInt8(ascii: "<") {
        position += 1
        if peek() == UInt8(ascii: "!") { skipDeclaration() } else { scanTag() }
      } else {
        position += 1
      }
    }
    output += source[copied...]
  }

  /// A comment, which Outlook's conditional ones are not: their content is looked at.
  private mutating func skipDeclaration() {
    guard source[position...].starts(with: "!--".utf8), !source[position...].starts(with: "!--[if".utf8) else { return }
    while position < source.count, !source[position...].starts(with: "-->".utf8) { position += 1 }
  }

  private mutating func scanTag() {
    let name = word()
    while let byte = peek(), byte != UInt8(ascii: ">") {
      let attribute = word()
      guard !attribute.isEmpty else {
        position += 1
        continue
      }
      skipBlanks()
      guard peek() == UInt8(ascii: "=") else { continue }
      position += 1
      skipBlanks()
      let value = scanValue()
      if attribute == "style" {
        replaceURLs(in: value)
      } else if attribute == "srcset" {
        replaceCandidates(in: value)
      } else if Self.attributes.contains(attribute) {
        replace(value)
      }
    }
    guard name == "style" else { return }
    let start = position
    while position < source.count, !isEndOfStyle { position += 1 }
    replaceURLs(in: start..<position)
  }

  private var isEndOfStyle: Bool {
    source[position] == UInt8(ascii: "<")
      && String(decoding: source[position...].prefix(7), as: UTF8.self).asciiLowercased == "</style"
  }

  private func peek() -> UInt8? { position < source.count ? source[position] : nil }

  private mutating func skipBlanks() {
    while let byte = peek(), Self.isSpace(byte) { position += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte.isBlank || byte == .lineFeed || byte == .carriageReturn || byte == 0x0C
  }

  /// The name of a tag or an attribute, in lower case.
  private mutating func word() -> String {
    let start = position
    while let byte = peek(), byte.isASCIILetterOrDigit || "-:_".utf8.contains(byte) { position += 1 }
    return String(decoding: source[start..<position], as: UTF8.self).asciiLowercased
  }

  private mutating func scanValue() -> Range<Int> {
    let quote = peek()
    let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    if isQuoted { position += 1 }
    let start = position
    while let byte = peek() {
      if isQuoted ? byte == quote : Self.isSpace(byte) || byte == UInt8(ascii: ">") { break }
      position += 1
    }
    let end = position
    if isQuoted, position < source.count { position += 1 }
    return start..<end
  }
}

extension InlineReferences {
  /// Puts the URL in the place of `range`, if that names a file.
  private mutating func replace(_ range: Range<Int>) {
    let value = String(decoding: source[range], as: UTF8.self)
    guard let url = urls[value] ?? url(of: value) else { return }
    output += source[copied..<range.lowerBound]
    output += url.utf8
    copied = range.upperBound
  }

  private func url(of value: String) -> String? {
    var bytes: [UInt8] = []
    var rest = (value.hasPrefix("./") ? value.dropFirst(2) : value[...]).utf8[...]
    while let byte = rest.popFirst() {
      let digits = byte == UInt8(ascii: "%") ? rest.prefix(2).compactMap(\.hexadecimalValue) : []
      if digits.count == 2 {
        bytes.append(digits[0] << 4 | digits[1])
        rest = rest.dropFirst(2)
      } else if byte == UInt8(ascii: "&"), rest.starts(with: "amp;".utf8) {
        bytes.append(byte)
        rest = rest.dropFirst(4)
      } else {
        bytes.append(byte)
      }
    }
    return urls[String(decoding: bytes, as: UTF8.self)]
  }

  /// The URLs of `srcset`, each with a size after it and a comma between.
  private mutating func replaceCandidates(in range: Range<Int>) {
    var isURL = true
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = source[index]
      if Self.isSpace(byte) || byte == UInt8(ascii: ",") {
        if byte == UInt8(ascii: ",") { isURL = true }
        index += 1
        continue
      }
      let start = index
      while index < range.upperBound, !Self.isSpace(source[index]), source[index] != UInt8(ascii: ",") { index += 1 }
      if isURL { replace(start..<index) }
      isURL = false
    }
  }

  /// `url(…)` of CSS, with quotes or without.
  private mutating func replaceURLs(in range: Range<Int>) {
    var index = range.lowerBound
    while index + 4 <= range.upperBound {
      guard source[index] | 0x20 == UInt8(ascii: "u"), source[index + 1] | 0x20 == UInt8(ascii: "r"),
        source[index + 2] | 0x20 == UInt8(ascii: "l"), source[index + 3] == UInt8(ascii: "(")
      else {
        index += 1
        continue
      }
      var start = index + 4
      while start < range.upperBound, Self.isSpace(source[start]) || "\"'".utf8.contains(source[start]) { start += 1 }
      var end = start
      while end < range.upperBound, !Self.isSpace(source[end]), !"\"')".utf8.contains(source[end]) { end += 1 }
      // Within an attribute in quotes, quotes may be written as entities.
      for entity in ["&quot;", "&#39;"] where source[start..<end].starts(with: entity.utf8) {
        start += entity.utf8.count
        if source[start..<end].suffix(entity.utf8.count).elementsEqual(entity.utf8) { end -= entity.utf8.count }
      }
      replace(start..<max(start, end))
      index = max(end, index + 4)
    }
  }
}
