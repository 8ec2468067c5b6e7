/// What a part of a message is, such as `text/plain; charset=utf-8` (RFC 2045, section 5).
public struct MediaType: Sendable, Hashable {
  /// A parameter, such as `charset=utf-8`. Its name is a token; its value may have any text but controls.
  public struct Parameter: Sendable, Hashable {
    public let name: String
    public let value: String

    /// Makes a parameter.
    /// - Throws: ``MIMEError/Code/invalidMediaType`` for a name that is no token, has `*`, `'` or `%`, or is longer than
    ///   60 bytes, or for a value with controls.
    public init(name: String, value: String) throws(MIMEError) {
      guard MediaType.isToken(name), name.utf8.allSatisfy(\.isAttributeText) else {
        throw MIMEError(code: .invalidMediaType, reason: "\(name.excerpt) is not the name of a parameter")
      }
      for (index, scalar) in value.unicodeScalars.enumerated() where scalar.isControl {
        throw MIMEError(
          code: .invalidMediaType,
          reason: "the parameter \(name) has the control \(scalar.codePoint) at character \(index + 1)")
      }
      self.init(uncheckedName: name.asciiLowercased, value: value)
    }

    init(uncheckedName name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The type, such as `text`, in lower case.
  public let type: String
  /// The subtype, such as `plain`, in lower case.
  public let subtype: String
  /// The parameters in their order.
  public let parameters: [Parameter]

  /// Makes a media type.
  /// - Throws: ``MIMEError/Code/invalidMediaType`` for a type or subtype that is no token or longer than 60 bytes, or
  ///   for a parameter given twice.
  public init(type: String, subtype: String, parameters: [Parameter] = []) throws(MIMEError) {
    for part in [type, subtype] where !Self.isToken(part) {
      throw MIMEError(
        code: .invalidMediaType, reason: "\(part.excerpt) in \((type + "/" + subtype).excerpt) is not a token")
    }
    var names: Set<String> = []
    for parameter in parameters where !names.insert(parameter.name).inserted {
      throw MIMEError(code: .invalidMediaType, reason: "the parameter \(parameter.name) is given twice")
    }
    self.init(uncheckedType: type.asciiLowercased, subtype.asciiLowercased, parameters)
  }

  /// Reads `type/subtype` and parameters behind semicolons; values are tokens or quoted strings.
  /// - Throws: ``MIMEError/Code/invalidMediaType``.
  public init(_ string: String) throws(MIMEError) {
    var parser = MediaTypeParser(string)
    self = try parser.mediaType()
  }

  init(uncheckedType type: String, _ subtype: String, _ parameters: [Parameter] = []) {
    self.type = type
    self.subtype = subtype
    self.parameters = parameters
  }

  /// `application/octet-stream`: bytes of which nothing is known.
  public static let octetStream = MediaType(uncheckedType: "application", "octet-stream")

  static func isToken(_ text: String) -> Bool {
    (1...60).contains(text.utf8.count) && text.utf8.allSatisfy(\.isTokenText)
  }
}

extension MediaType: CustomStringConvertible {
  /// The media type with its parameters on one line, values quoted where they must be.
  public var description: String {
    parameters.reduce("\(type)/\(subtype)") { text, parameter in
      let value = Self.isToken(parameter.value) ? parameter.value : parameter.value.quotedString
      return "\(text); \(parameter.name)=\(value)"
    }
  }
}
