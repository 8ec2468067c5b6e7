extension ServerSession {
  /// Checks the parameters of MAIL against what was offered (RFC 1870, 2852, 3030, 3461, 4865, 4954, 6152, 6531,
  /// 6710, 8689).
  mutating func check(_ parameters: [ESMTPParameter], of path: ReversePath) throws(ServerCommandError) {
    try checkForm(parameters)
    for parameter in parameters {
      try checkMail(parameter)
    }
    if case .address(let address) = path, !address.isASCII, !parameters.contains(.smtpUTF8) {
      throw .unicodeAddress
    }
  }

  /// Checks the parameters of RCPT against what was offered (RFC 3461).
  mutating func check(_ parameters: [ESMTPParameter], of address: EnvelopeAddress) throws(ServerCommandError) {
    try checkForm(parameters)
    for parameter in parameters {
      try checkRcpt(parameter)
    }
    if case .open(let envelope) = transaction, !address.isASCII, !envelope.has("SMTPUTF8") { throw .unicodeAddress }
  }

  private func checkForm(_ parameters: [ESMTPParameter]) throws(ServerCommandError) {
    if clientGreeting != .ehlo, let first = parameters.first { throw .unknownParameter(first.keyword) }
    let keywords = Set(parameters.map(\.keyword))
    guard keywords.count == parameters.count else { throw .syntax("A parameter stands twice") }
    guard !keywords.isSuperset(of: ["HOLDFOR", "HOLDUNTIL"]) else {
      throw .syntax("HOLDFOR and HOLDUNTIL exclude each other")
    }
  }

  private func checkMail(_ parameter: ESMTPParameter) throws(ServerCommandError) {
    let extensions = configuration.extensions
    let value = parameter.value
    switch parameter.keyword {
    case "SIZE" where extensions.size: try checkSize(value)
    case "BODY" where extensions.eightBitMIME: try checkBody(value)
    case "SMTPUTF8" where extensions.smtpUTF8: try require(value == nil, "SMTPUTF8 takes no value")
    case "RET" where extensions.deliveryStatusNotifications:
      try read { () throws(EnvelopeSyntaxError) in _ = try DSNRequest.Content(parsing: value) }
    case "ENVID" where extensions.deliveryStatusNotifications:
      try read { () throws(EnvelopeSyntaxError) in _ = try EnvelopeID(parsing: value) }
    case "AUTH" where !offeredMechanisms.isEmpty || authenticatedUser != nil:
      try read { () throws(EnvelopeSyntaxError) in _ = try Submitter(parsing: value) }
    case "REQUIRETLS" where extensions.requireTLS && isSecure: try require(value == nil, "REQUIRETLS takes no value")
    case "BY": try checkDeliverBy(value)
    case "HOLDFOR", "HOLDUNTIL": try checkHold(parameter)
    case "MT-PRIORITY" where extensions.priorities:
      try read { () throws(EnvelopeSyntaxError) in _ = try MessagePriority(parsing: value) }
    default: throw .unknownParameter(parameter.keyword)
    }
  }

  private func checkRcpt(_ parameter: ESMTPParameter) throws(ServerCommandError) {
    let value = parameter.value
    switch parameter.keyword {
    case "NOTIFY" where configuration.extensions.deliveryStatusNotifications:
      try read { () throws(EnvelopeSyntaxError) in _ = try DeliveryNotification(parsing: value) }
    case "ORCPT" where configuration.extensions.deliveryStatusNotifications:
      try read { () throws(EnvelopeSyntaxError) in _ = try OriginalRecipient(parsing: value) }
    default: throw .unknownParameter(parameter.keyword)
    }
  }

  private func checkDeliverBy(_ value: String?) throws(ServerCommandError) {
    guard let shortest = configuration.extensions.shortestDeliverBy else { throw .unknownParameter("BY") }
    let request = try read { () throws(EnvelopeSyntaxError) in try DeliverBy(parsing: value) }
    guard request.overdue == .notified || request.seconds >= shortest else {
      throw .syntax("BY: the shortest time is \(shortest) s")
    }
  }

  private func checkHold(_ parameter: ESMTPParameter) throws(ServerCommandError) {
    guard let offer = configuration.extensions.futureRelease else { throw .unknownParameter(parameter.keyword) }
    let hold = try read { () throws(EnvelopeSyntaxError) in
      try MessageHold(parsing: parameter.value, of: parameter.keyword)
    }
    if let problem = offer.problem(with: hold) { throw .syntax(problem) }
  }

  private func read<Value>(_ value: () throws(EnvelopeSyntaxError) -> Value) throws(ServerCommandError) -> Value {
    do throws(EnvelopeSyntaxError) {
      return try value()
    } catch {
      throw .syntax(error.description)
    }
  }

  private func checkSize(_ value: String?) throws(ServerCommandError) {
    guard let value, (1...20).contains(value.utf8.count), value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .syntax("Syntax: SIZE=number")
    }
    // Twenty digits may be more than an integer holds: that is too large as well.
    guard let size = Int(value), size <= configuration.maximumMessageSize else {
      throw .messageTooLarge(limit: configuration.maximumMessageSize)
    }
  }

  private func checkBody(_ value: String?) throws(ServerCommandError) {
    switch value?.utf8.asciiUppercased {
    case "7BIT", "8BITMIME": break
    case "BINARYMIME" where configuration.extensions.binaryMIME && configuration.extensions.chunking: break
    default: throw .unknownBody
    }
  }

  private func require(_ condition: Bool, _ text: String) throws(ServerCommandError) {
    guard condition else { throw .syntax(text) }
  }
}

extension ServerCommandError {
  /// The sender says that the message is larger than the server takes (RFC 1870 section 6.1).
  static func messageTooLarge(limit: Int) -> Self {
    .refusal(Reply(552, "5.3.4", "The message is larger than \(limit) bytes"))
  }

  /// An address in UTF-8 without SMTPUTF8 (RFC 6531 section 3.5).
  static let unicodeAddress = refusal(Reply(553, "5.6.7", "A non-ASCII address needs SMTPUTF8"))

  /// A BODY that was not offered.
  static let unknownBody = refusal(Reply(501, "5.5.4", "BODY is not of a kind that is offered"))
}
