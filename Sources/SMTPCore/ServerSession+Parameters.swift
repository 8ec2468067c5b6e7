extension ServerSession {
  /// Checks the parameters of MAIL against what was offered (RFC 1870, 3030, 3461, 4954, 6152, 6531).
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
    guard Set(parameters.map(\.keyword)).count == parameters.count else {
      throw .syntax("A parameter stands twice")
    }
  }

  private func checkMail(_ parameter: ESMTPParameter) throws(ServerCommandError) {
    let extensions = configuration.extensions
    switch (parameter.keyword, parameter.value) {
    case ("SIZE", let value) where extensions.size: try checkSize(value)
    case ("BODY", let value) where extensions.eightBitMIME: try checkBody(value)
    case ("SMTPUTF8", let value) where extensions.smtpUTF8: try require(value == nil, "SMTPUTF8 takes no value")
    case ("RET", let value) where extensions.deliveryStatusNotifications:
      try require(["FULL", "HDRS"].contains(value?.utf8.asciiUppercased), "Syntax: RET=FULL or RET=HDRS")
    case ("ENVID", let value) where extensions.deliveryStatusNotifications:
      try require(Self.isXText(value, limit: 100), "ENVID must be of up to 100 characters of xtext")
    case ("AUTH", let value) where !offeredMechanisms.isEmpty || authenticatedUser != nil:
      try require(Self.isXText(value, limit: 500), "AUTH must be an address as xtext, or <>")
    default: throw .unknownParameter(parameter.keyword)
    }
  }

  private func checkRcpt(_ parameter: ESMTPParameter) throws(ServerCommandError) {
    guard configuration.extensions.deliveryStatusNotifications else { throw .unknownParameter(parameter.keyword) }
    switch parameter.keyword {
    case "NOTIFY":
      let conditions = (parameter.value ?? "").utf8.asciiUppercased.split(
        separator: ",", omittingEmptySubsequences: false)
      let isValid = conditions == ["NEVER"] || conditions.allSatisfy { ["SUCCESS", "FAILURE", "DELAY"].contains($0) }
      try require(isValid, "Syntax: NOTIFY=NEVER, or SUCCESS, FAILURE and DELAY with commas")
    case "ORCPT":
      let parts = (parameter.value ?? "").split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
      let isValid = parts.count == 2 && !parts[0].isEmpty && Self.isXText(parts.last.map(String.init), limit: 500)
      try require(isValid, "Syntax: ORCPT=type;address as xtext")
    default:
      throw .unknownParameter(parameter.keyword)
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

  /// RFC 3461 section 4: printable ASCII, with `+` only before two upper-case hexadecimal digits. RFC 6533 adds UTF-8 for
  /// addresses, so what is not ASCII is let through.
  private static func isXText(_ value: String?, limit: Int) -> Bool {
    guard let value, !value.isEmpty, value.utf8.count <= limit else { return false }
    let parts = value.utf8.split(separator: UInt8(ascii: "+"), omittingEmptySubsequences: false)
    return parts.dropFirst().allSatisfy { part in
      part.count >= 2
        && part.prefix(2).allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) }
    }
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
