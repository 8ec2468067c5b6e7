import TLSWire

extension ObservedConnection {
  /// Sets ``findings``: who is at fault, if anybody, and what else a person should know.
  mutating func diagnose() {
    findings = ([tlsFinding, versionFinding] + plainFindings + coverageFindings).compactMap { $0 }
      .sorted { $0.severity > $1.severity }
  }

  /// The highest version that the client offered.
  var highestOffer: TLSVersion? { (clientHello?.offeredVersions ?? tls?.offeredVersions)?.max() }

  /// Whether the client can do no better than what is deprecated.
  var offersOldOnly: Bool { highestOffer.map(\.isOld) ?? false }

  /// What became of the handshake.
  private var tlsFinding: Finding? {
    // Of a part, more is wrong than right: only what was seen from its beginning can be found fault with.
    if let failure, coverage.isWhole { return failureFinding(failure) }
    if beganTooEarly { return .wrongPort(self) }
    if let finding = alertFinding { return finding }
    if let encryptedAlertFrom { return .encryptedAlert(self, from: encryptedAlertFrom) }
    if let startTLSReply, !startTLSReply.hasPrefix("220") { return .startTLSRefused(self, reply: startTLSReply) }
    guard opening == .startTLS || opening == .implicitTLS else { return nil }
    if isHandshakeComplete { return nil }
    if let ending, coverage.isWhole { return .brokenOff(self, ending) }
    return coverage.isWhole && clientHello != nil ? .unfinished(self) : nil
  }

  /// Whether the client began with TLS where the server speaks in clear first.
  private var beganTooEarly: Bool {
    opening == .startTLS && !didAskForTLS && coverage.isWhole && clientHello != nil && serverHello == nil
      && dialogue.contains { $0.from == .server }
  }

  private func failureFinding(_ failure: TLSWireError) -> Finding {
    switch failure.code {
    case .downgradeSentinel: .downgraded(self, failure)
    case .versionNotOffered: .versionNotOffered(self, failure)
    case .notTLS: failure.isHelloOfSSL2 ? .oldHello(self) : .notTLS(self, failure)
    default: .brokenHandshake(self, failure)
    }
  }

  private var alertFinding: Finding? {
    // close_notify and user_canceled end a connection in good order.
    guard !isHandshakeComplete,
      let observed = alerts.first(where: { $0.alert.description != .closeNotify && $0.alert.level != .warning })
        ?? alerts.first(where: { $0.alert.description != .closeNotify && $0.alert.description != .userCanceled })
    else { return nil }
    switch (observed.from, observed.alert.description) {
    case (.server, .unrecognizedName) where observed.alert.level == .warning:
      return nil
    case (.server, .handshakeFailure) where version != nil, (.server, .insufficientSecurity) where version != nil:
      return .refusedAfterChoice(self, observed)
    case (.server, .protocolVersion) where version == nil:
      if offersOldOnly { return .programTurnedAway(self) }
      return highestOffer == .tls12 ? .serverWantsNewer(self) : .serverLacksVersion(self)
    case (.client, .protocolVersion):
      return .programRefusesVersion(self)
    case (.server, .handshakeFailure), (.server, .insufficientSecurity):
      return offersOldOnly ? .programTurnedAway(self) : .nothingInCommon(self, observed)
    case (.client, .unknownCA), (.client, .badCertificate), (.client, .certificateExpired),
      (.client, .certificateUnknown), (.client, .unsupportedCertificate), (.client, .certificateRevoked):
      return .certificateRejected(self, observed)
    case (.server, .certificateRequired), (.server, .badCertificate), (.server, .unknownCA),
      (.server, .certificateUnknown), (.server, .certificateExpired):
      return .clientCertificateRejected(self, observed)
    case (.server, .inappropriateFallback):
      return .fallbackRefused(self)
    default:
      return .refusedByAlert(self, observed)
    }
  }

  /// What the agreed version means.
  private var versionFinding: Finding? {
    guard failure == nil || !coverage.isWhole, let version else { return nil }
    guard version.isOld else {
      return isHandshakeComplete ? .agreed(self, version) : nil
    }
    guard clientHello != nil else { return .oldVersion(self, version) }
    return offersOldOnly ? .programLimit(self, version) : .serverLimit(self, version)
  }

  private var plainFindings: [Finding] {
    var findings: [Finding] = []
    if hasClearCredentials { findings.append(.clearCredentials(self)) }
    guard opening == .plaintext else { return findings }
    if didAskForTLS, hasClearMessage { findings.append(.wentOnInClear(self)) }
    if let greeting = refusedGreeting { return findings + [.turnedAway(greeting: greeting)] }
    // Monitoring does this; nothing of the program's crossed the wire.
    if bytesFromClient == 0, coverage.isWhole { return ending == nil ? findings : findings + [.programSaidNothing] }
    if !didAskForTLS, hasClearMessage || hasClearCredentials || ending != nil {
      findings.append(serverOffersTLS == true ? .programNeverAsked(self) : .plaintext(self))
    }
    return findings
  }

  /// The server's first words, where they turn the client away (RFC 5321, section 3.1).
  private var refusedGreeting: String? {
    guard coverage.isWhole, let greeting = dialogue.first(where: { $0.from == .server })?.text else { return nil }
    return greeting.hasPrefix("4") || greeting.hasPrefix("5") ? greeting : nil
  }

  private var coverageFindings: [Finding] {
    if coverage.beginsInTheMiddle, tls == nil { return [.beganEarlier(self)] }
    if coverage.hasGaps, version == nil { return [.incomplete(self)] }
    return []
  }
}

extension TLSWireError {
  /// Whether the client began as libraries did that still knew SSL 2.0: a record of that version, and in it a hello that
  /// offers a later one (RFC 5246, appendix E.2).
  fileprivate var isHelloOfSSL2: Bool {
    endpoint == .client && firstBytes.count > 4 && firstBytes[0] & 0x80 != 0
      && firstBytes[2...3].elementsEqual([HandshakeType.clientHello.rawValue, 3])
  }
}
