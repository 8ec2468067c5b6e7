/// Who submitted a message first, for servers that trust each other (RFC 4954 section 5, the `AUTH` parameter of MAIL).
public enum Submitter: Sendable, Hashable {
  /// It is not known, or not to be told: `AUTH=<>`.
  case unknown
  case mailbox(SubmitterMailbox)

  /// - Throws: ``EnvelopeSyntaxError`` for an address beyond ASCII, which the parameter has no form for.
  public init(_ address: EnvelopeAddress) throws(EnvelopeSyntaxError) {
    self = .mailbox(try SubmitterMailbox(address))
  }

  /// Reads the value of an `AUTH` parameter.
  init(parsing value: String?) throws(EnvelopeSyntaxError) {
    let text = value.flatMap { XText.decode($0) }
    guard text != "<>" else {
      self = .unknown
      return
    }
    guard let text, let value, value.utf8.count <= 500 else { throw .init("AUTH must be an address as xtext, or <>") }
    try self.init(EnvelopeAddress(text))
  }

  var parameter: ESMTPParameter {
    switch self {
    case .unknown: ESMTPParameter(trusted: "AUTH", "<>")
    case .mailbox(let mailbox): ESMTPParameter(trusted: "AUTH", mailbox.encoded)
    }
  }
}

/// An address in the form that the `AUTH` parameter takes.
public struct SubmitterMailbox: Sendable, Hashable {
  public let address: EnvelopeAddress
  fileprivate let encoded: String

  fileprivate init(_ address: EnvelopeAddress) throws(EnvelopeSyntaxError) {
    encoded = try XText.encode(address.description, of: "the submitter", limit: 500)
    self.address = address
  }
}
