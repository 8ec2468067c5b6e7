/// What a server has learnt of a message before its data: the sender, the recipients, and the parameters of each.
public struct ServerEnvelope: Sendable, Hashable {
  /// A recipient with the parameters of its RCPT command.
  public struct Recipient: Sendable, Hashable {
    public let address: EnvelopeAddress
    /// NOTIFY and ORCPT (RFC 3461), as the client sent them.
    public let parameters: [ESMTPParameter]

    public init(_ address: EnvelopeAddress, parameters: [ESMTPParameter] = []) {
      self.address = address
      self.parameters = parameters
    }
  }

  public let reversePath: ReversePath
  /// SIZE, BODY, SMTPUTF8, RET, ENVID, AUTH, REQUIRETLS, BY, HOLDFOR, HOLDUNTIL and MT-PRIORITY, as the client sent them.
  public let parameters: [ESMTPParameter]
  /// In the order in which they were accepted.
  public internal(set) var recipients: [Recipient]

  public init(reversePath: ReversePath, parameters: [ESMTPParameter] = [], recipients: [Recipient] = []) {
    self.reversePath = reversePath
    self.parameters = parameters
    self.recipients = recipients
  }

  /// Whether a parameter stands on the MAIL command.
  func has(_ keyword: String, _ value: String? = nil) -> Bool {
    parameters.contains { $0.keyword == keyword && (value == nil || $0.value?.utf8.asciiUppercased == value) }
  }
}
