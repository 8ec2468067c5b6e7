/// Reads a media type with its parameters from one line of text.
struct MediaTypeParser {
  private let source: String
  private var rest: Substring.UnicodeScalarView

  init(_ source: String) {
    self.source = source
    rest = source[...].unicodeScalars
  }

  mutating func mediaType() throws(MIMEError) -> MediaType {
    skipBlanks()
    let type = token()
    guard rest.popFirst() == "/" else { throw failure("no \"/\" after the type") }
    let subtype = token()
    var parameters: [MediaType.Parameter] = []
    skipBlanks()
    while let next = rest.popFirst() {
      guard next == ";" else { throw failure("text after the media type") }
      skipBlanks()
      // A semicolon at the end is common and harmless.
      if rest.isEmpty { break }
      let name = token()
      guard rest.popFirst() == "=" else { throw failure("no \"=\" after the parameter \(name.excerpt)") }
      parameters.append(try MediaType.Parameter(name: name, value: try value(of: name)))
      skipBlanks()
    }
    return try MediaType(type: type, subtype: subtype, parameters: parameters)
  }

  private mutating func value(of name: String) throws(MIMEError) -> String {
    guard rest.first == "\"" else {
      let value = token()
      guard !value.isEmpty else { throw failure("the parameter \(name.excerpt) has no value") }
      return value
    }
    rest.removeFirst()
    var value = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return String(value)
      case "\\":
        if let escaped = rest.popFirst() { value.append(escaped) }
      default: value.append(scalar)
      }
    }
    throw failure("the value of the parameter \(name.excerpt) lacks its closing quote")
  }

  private mutating func token() -> String {
    let token = rest.prefix { UInt8(exactly: $0.value)?.isTokenText ?? false }
    rest = rest[token.endIndex...]
    return String(token)
  }

  private mutating func skipBlanks() {
    rest = rest.drop(while: \.isBlank)
  }

  private func failure(_ what: String) -> MIMEError {
    MIMEError(code: .invalidMediaType, reason: "\(source.excerpt): \(what)")
  }
}
