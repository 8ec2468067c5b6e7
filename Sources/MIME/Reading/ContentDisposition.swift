/// How a part is meant to be shown (RFC 2183).
public struct ContentDisposition: Sendable, Hashable {
  /// The disposition in lower case, such as `inline` or `attachment`.
  public let type: String
  /// The parameters in their order, such as `filename`.
  public let parameters: [MediaType.Parameter]

  /// Whether the part is to be shown only when the reader asks for it. An unknown disposition is one (RFC 2183, section 2.8).
  public var isAttachment: Bool { type != "inline" }

  /// The value of the first parameter `name`, in any case; nil if there is none.
  public subscript(parameter name: String) -> String? { parameters.value(of: name) }
}

extension ParsedHeader {
  /// What the Content-Disposition says; nil if there is none, or one that is no token.
  public var disposition: Reading<ContentDisposition?> {
    guard let field = first(named: "Content-Disposition") else { return Reading(nil) }
    let unfolded = field.unfolded
    var reader = ParameterReader(unfolded.value, at: field.offset)
    let type = reader.value()
    let parameters = reader.parameters()
    let defects = unfolded.defects + parameters.defects
    guard MediaType.isToken(type) else {
      let defect = Defect(.malformedMediaType, at: field.offset, "\(type.excerpt) is no disposition")
      // A name is worth having, whatever stands before it.
      let fallback = ContentDisposition(type: "attachment", parameters: parameters.value)
      return Reading(parameters.value.isEmpty ? nil : fallback, [defect] + defects)
    }
    return Reading(ContentDisposition(type: type.asciiLowercased, parameters: parameters.value), defects)
  }
}
