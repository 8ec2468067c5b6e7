import SMTPCore
import SMTPReceiving

extension SandboxScript.Step {
  var answer: ServerDecision.Answer {
    switch action {
    case .proceed: .proceed
    case .reply(let reply): .reply(reply)
    case .replyAndClose(let reply): .replyAndClose(reply)
    case .drop: .drop
    }
  }
}

extension ServerDecision.Answer {
  var isPositive: Bool {
    switch self {
    case .proceed: true
    case .reply(let reply), .replyAndClose(let reply): reply.isPositive
    case .drop: false
    }
  }
}

extension ServerDecision.Answer {
  /// Whether a message's data comes after this answer: after 354 to DATA, and with a BDAT that is not refused.
  func beginsData(of event: ServerEvent) -> Bool {
    switch (event, self) {
    case (.command(.data), .reply(let reply)): reply.severity == .positiveIntermediate
    case (.command(.bdat), .reply(let reply)): reply.severity == .positiveCompletion
    default: isPositive
    }
  }
}

extension ServerEvent {
  /// Where a script can step in.
  var stage: SandboxScript.Stage {
    switch self {
    case .connected: .greeting
    case .challenge: .challenge
    case .authenticate, .command(.auth): .auth
    case .transfer: .transfer
    case .data: .message
    case .command(.ehlo), .command(.helo), .command(.lhlo): .ehlo
    case .command(.startTLS): .startTLS
    case .command(.mail): .mail
    case .command(.rcpt): .rcpt
    case .command(.data): .data
    case .command(.bdat): .bdat
    case .command(.rset): .rset
    case .command(.noop): .noop
    case .command(.help): .help
    case .command(.vrfy): .vrfy
    case .command(.expn): .expn
    case .command(.quit): .quit
    }
  }

  /// What a script's address is compared with.
  var scriptAddress: String? {
    switch self {
    case .command(.mail(.null, _)): ""
    case .command(.mail(.address(let address), _)): address.description
    case .command(.rcpt(let address, _)): address.description
    case .authenticate(_, let username, _): username
    default: nil
    }
  }
}
