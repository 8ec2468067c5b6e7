import TLSWire

extension Report {
  /// A report on connections, in the order in which they began.
  /// - Parameters:
  ///   - title: what was looked at.
  ///   - facts: rows besides those on the connections.
  ///   - remarks: findings on what was looked at as a whole.
  public init(
    connections: [ObservedConnection], title: String, facts: [Fact] = [], remarks: [Finding] = []
  ) {
    self.init(
      connections: connections, of: ConnectionCensus(connections), title: title, facts: facts, remarks: remarks)
  }

  /// A report on more connections than are told one by one.
  init(
    connections: [ObservedConnection], of census: ConnectionCensus, title: String, facts: [Fact] = [],
    remarks: [Finding] = []
  ) {
    self.init(
      title: title, verdict: census.verdict(remarks: remarks), facts: facts + census.facts,
      table: Table(connections), moments: connections.compactMap(Moment.init),
      findings: (census.findings + remarks).sorted { $0.severity > $1.severity },
      details: .connections(connections))
  }
}

extension Report.Table {
  fileprivate init(_ connections: [ObservedConnection]) {
    self.init(
      caption: "Connections",
      columns: ["client", "server", "TLS", "cipher suite", "offered up to", "server name", "what happened"],
      rows: connections.map { connection in
        .init(
          [
            connection.client, connection.server, connection.kind,
            connection.tls?.cipherSuite?.description ?? "", connection.highestOffer?.description ?? "",
            connection.tls?.serverName ?? "", connection.outcome,
          ], connection.severity)
      })
  }
}

extension Report.Moment {
  fileprivate init?(_ connection: ObservedConnection) {
    guard let began = connection.began else { return nil }
    self.init(began, connection.kind, connection.severity)
  }
}

extension ObservedConnection {
  /// The gravest of its findings.
  public var severity: Finding.Severity { findings.map(\.severity).max() ?? .good }

  /// The version, or why there is none.
  var kind: String {
    if let version { return version.description }
    switch opening {
    case .plaintext: return "in clear"
    // Without an alert, what is missing may well have been the agreement.
    case .startTLS, .implicitTLS:
      return coverage.isWhole || !alerts.isEmpty || encryptedAlertFrom != nil ? "none agreed" : "not seen"
    case .unknown, .other: return "not seen"
    }
  }

  /// A few words for a table.
  var outcome: String {
    guard let finding = findings.first, finding.severity > .good else {
      return isHandshakeComplete ? "complete" : ""
    }
    return switch finding.id {
    case "tls.programLimit", "tls.programTurnedAway": "the program is the limit"
    case "tls.serverLimit", "tls.serverLacksVersion", "tls.versionNotOffered", "tls.programRefusesVersion":
      "the server is the limit"
    case "tls.oldVersion": "deprecated version"
    case "tls.downgraded": "downgraded on the way"
    case "tls.fallbackRefused": "fallback refused"
    case "tls.nothingInCommon": "nothing in common"
    case "tls.serverWantsNewer": "no version in common"
    case "tls.certificateRejected": "the program refused"
    case "tls.encryptedAlert": encryptedAlertFrom == .server ? "the server refused" : "the program refused"
    case "tls.clientCertificateRejected": "client certificate refused"
    case "tls.alert": alerts.first.map { "\($0.from): \($0.alert.description)" } ?? "alert"
    case "tls.notTLS": "not TLS"
    case "tls.broken": "handshake broken"
    case "tls.oldHello": "outdated hello"
    case "tls.wrongPort": "TLS where SMTP was due"
    case "tls.brokenOff": "broken off"
    case "tls.unfinished": "not finished"
    case "smtp.turnedAway": "turned away"
    case "smtp.startTLSRefused": "STARTTLS refused"
    case "smtp.programNeverAsked", "smtp.wentOnInClear", "smtp.plaintext": "in clear"
    case "smtp.clearCredentials": "credentials in clear"
    case "capture.beginsInTheMiddle", "capture.gaps": "not seen"
    case "tap.upstreamUnreachable", "tap.loop": "server not reached"
    case "tap.serverSaidNothing", "tap.programSaidNothing", "tap.nothingSaid",
      "smtp.programSaidNothing":
      "nothing said"
    case "tap.notMail", "tap.lineUnfinished": "no mail"
    default: finding.title
    }
  }
}
