/// Puts parameters together from what stands in a field: sections, charsets and percent-encoding (RFC 2231), and the encoded
/// words that should not be there.
struct ParameterDecoder {
  private struct Section {
    let value: String
    let isExtended: Bool
  }

  /// All that was said of one parameter. Programs that write the extended form often write the plain one too, for old readers.
  private struct Parameter {
    let name: String
    var plain: String?
    var extended: String?
    var sections: [Int: Section] = [:]
  }

  /// The parameters that are for people, in which programs write encoded words. In any other they would be a second spelling that
  /// only some readers know: of a boundary, above all, whose own characters may look like one.
  private static let texts: Set = ["name", "filename"]

  private let offset: Int
  private var parameters: [Parameter] = []
  private var places: [String: Int] = [:]
  private var defects = DefectList()

  /// - Parameter offset: where defects are.
  init(at offset: Int) {
    self.offset = offset
  }

  /// Takes one parameter as it stands; `name` is in lower case.
  mutating func add(name: String, value: String) {
    let parts = name.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Substring($0) }
    guard let base = parts.first, MediaType.isToken(String(base)), base.utf8.allSatisfy(\.isAttributeText),
      let form = Form(parts.dropFirst())
    else { return complain("\(name.excerpt) is not the name of a parameter") }
    let place = place(of: String(base))
    switch form {
    case .plain where parameters[place].plain == nil: parameters[place].plain = value
    case .extended where parameters[place].extended == nil: parameters[place].extended = value
    case .section(let number, let isExtended) where parameters[place].sections[number] == nil:
      parameters[place].sections[number] = Section(value: value, isExtended: isExtended)
    default: complain("the parameter \(name.excerpt) stands more than once; the first is read")
    }
  }

  /// The parameters in the order in which they began.
  mutating func finish() -> Reading<[MediaType.Parameter]> {
    var decoded: [MediaType.Parameter] = []
    for parameter in parameters {
      guard let value = value(of: parameter) else { continue }
      decoded.append(MediaType.Parameter(uncheckedName: parameter.name, value: clean(value, of: parameter.name)))
    }
    return Reading(decoded, defects.defects)
  }

  private mutating func clean(_ value: String, of name: String) -> String {
    let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    guard !isPlain, value.unicodeScalars.contains(where: \.isControl) else { return value }
    defects.append(.control, at: offset, "the parameter \(name) has control characters")
    return String(String.UnicodeScalarView(value.unicodeScalars.map { $0.isControl ? " " : $0 }))
  }

  private mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = parameters.count
    parameters.append(Parameter(name: name))
    return parameters.count - 1
  }

  private mutating func complain(_ reason: @autoclosure () -> String) {
    defects.append(.malformedParameter, at: offset, reason())
  }
}

extension ParameterDecoder {
  /// What stands behind a parameter's name.
  private enum Form {
    case plain, extended
    case section(Int, isExtended: Bool)

    init?(_ parts: ArraySlice<Substring>) {
      switch (parts.first, parts.dropFirst().first, parts.count) {
      case (nil, nil, 0): self = .plain
      case ("", nil, 1): self = .extended
      case (let number?, let end, 1...2) where end == nil || end == "":
        guard let number = Int(number), (0..<10_000).contains(number) else { return nil }
        self = .section(number, isExtended: end != nil)
      default: return nil
      }
    }
  }

  private mutating func value(of parameter: Parameter) -> String? {
    if let extended = parameter.extended {
      return text(of: [Section(value: extended, isExtended: true)], of: parameter.name)
    }
    guard parameter.sections.isEmpty else {
      var sections: [Section] = []
      while let section = parameter.sections[sections.count] { sections.append(section) }
      if sections.count < parameter.sections.count {
        complain("the parameter \(parameter.name) lacks its section \(sections.count)")
      }
      return sections.isEmpty ? parameter.plain : text(of: sections, of: parameter.name)
    }
    guard let plain = parameter.plain, Self.texts.contains(parameter.name), EncodedText.mayOccur(in: plain) else {
      return parameter.plain
    }
    let decoded = EncodedText.decode(plain, at: offset)
    if decoded.value != plain {
      defects.append(.encodedWordInParameter, at: offset, "the parameter \(parameter.name) has an encoded word")
    }
    defects.append(contentsOf: decoded.defects)
    return decoded.value
  }

  private mutating func text(of sections: [Section], of name: String) -> String {
    var charset: Charset = .utf8
    var bytes: [UInt8] = []
    for (index, section) in sections.enumerated() {
      var rest = section.value.utf8[...]
      if index == 0, section.isExtended {
        let marks = section.value.utf8.split(
          separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        if marks.count == 3 {
          charset = self.charset(String(Substring(marks[0])), of: name)
          rest = marks[2]
        } else {
          complain("the parameter \(name) names no charset")
        }
      }
      if section.isExtended { appendDecoded(rest, to: &bytes, of: name) } else { bytes += rest }
    }
    let decoded = charset.decode(bytes[...], at: offset)
    defects.append(contentsOf: decoded.defects)
    return decoded.value
  }

  private mutating func charset(_ label: String, of name: String) -> Charset {
    // RFC 2231, section 4: the charset may be left out.
    if label.isEmpty { return .ascii }
    if let charset = Charset(label: label) { return charset }
    defects.append(
      .unknownCharset, at: offset, "the parameter \(name) is in the charset \(label.excerpt), which is not known")
    return .ascii
  }

  private mutating func appendDecoded(_ text: Substring.UTF8View, to bytes: inout [UInt8], of name: String) {
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2).compactMap(\.hexadecimalValue)
      guard digits.count == 2 else {
        complain("the parameter \(name) has a percent sign that begins no escape")
        bytes.append(byte)
        continue
      }
      bytes.append(digits[0] << 4 | digits[1])
      rest = rest.dropFirst(2)
    }
  }
}
