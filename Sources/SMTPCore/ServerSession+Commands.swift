import NIOCore
import SASL

extension ServerSession {
  /// The methods of HTTP that take no part in SMTP. A browser can be made to send them, with SMTP commands in their body.
  private static let foreignCommands: Set<String> = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT"]

  mutating func takeCommand(_ line: ByteBufferView) {
    let verb = line.prefix { $0 != UInt8(ascii: " ") }.asciiUppercased
    if Self.foreignCommands.contains(verb) {
      perform(.received(verb))
      send(own(554, "5.5.1", "This is an SMTP server"))
      return close(.violation(.foreignProtocol("HTTP")))
    }
    if verb == "AUTH" { sawAuthentication = true }
    do throws(ServerCommandError) {
      let command = try Command.parse(line, postmasterDomain: configuration.hostName)
      perform(.received(Self.logLine(of: command)))
      // A password may follow an AUTH that was refused; once another command has come, it does not.
      if verb != "AUTH" { sawAuthentication = false }
      try take(command)
    } catch {
      if case .commands = state { logRefused(line, verb: verb, error) }
      reject(error.reply)
      if error == .unreadableChunkSize { close(.violation(.unreadableChunkSize)) }
    }
  }

  /// Mechanisms that may be named in a log. What else stands in their place may be a password.
  private static let loggedMechanisms: Set<String> = [
    "PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS",
    "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "NTLM", "GSSAPI", "EXTERNAL",
  ]

  private static func logLine(of command: Command) -> String {
    guard case .auth(let mechanism, _) = command, !loggedMechanisms.contains(mechanism) else {
      return command.description
    }
    return "AUTH [redacted]"
  }

  private mutating func take(_ command: Command) throws(ServerCommandError) {
    if let refusal = refusal(of: command) { return refuse(command, with: refusal) }
    switch command {
    case .auth(let mechanism, let initialResponse):
      beginAuthentication(mechanism, initialResponse)
    case .bdat(let size, let isLast):
      askForChunk(size: size, isLast: isLast)
    case .startTLS where unread.readableBytes > 0:
      refuseInjection()
    case .mail(let path, let parameters):
      try check(parameters, of: path)
      ask(.command(command))
    case .rcpt(let address, let parameters):
      try check(parameters, of: address)
      ask(.command(command))
    default:
      ask(.command(command))
    }
  }

  /// A chunk follows its BDAT whether or not it is welcome, and must not be read as commands (RFC 3030 section 4.2).
  private mutating func refuse(_ command: Command, with refusal: Reply) {
    if case .bdat(let size, let isLast) = command {
      return beginUnwantedChunk(size: size, isLast: isLast, refusal: refusal)
    }
    if case .startTLS = command, unread.readableBytes > 0 { return refuseInjection() }
    reject(refusal)
  }

  /// Why a command may not stand here, or nil where it may.
  private func refusal(of command: Command) -> Reply? {
    if clientGreeting == .refused, command != .quit {
      return Reply(503, "5.5.1", "No service here: only QUIT is taken")
    }
    return switch command {
    case .ehlo, .helo, .rset, .noop, .quit, .help, .expn: nil
    case .lhlo: Reply(502, "5.5.1", "LMTP is not spoken here")
    case .vrfy(let text): text.isEmpty ? Reply(501, "5.5.4", "Syntax: VRFY address") : nil
    case .startTLS: refusalOfStartTLS
    case .auth(let mechanism, _): refusalOfAuthentication(mechanism)
    case .mail: refusalOfMail
    case .rcpt(let address, _): refusal(of: address)
    case .data: refusalOfData
    case .bdat: refusalOfChunk
    }
  }

  private var refusalOfStartTLS: Reply? {
    if isSecure { return Reply(503, "5.5.1", "TLS is active already") }
    guard configuration.offersStartTLS else { return Reply(502, "5.5.1", "STARTTLS is not provided") }
    guard clientGreeting == .ehlo else { return Reply(503, "5.5.1", "Send EHLO first") }
    return nil
  }

  private var refusalOfMail: Reply? {
    guard clientGreeting != .none else { return Reply(503, "5.5.1", "Send EHLO or HELO first") }
    guard transaction == .none else { return Reply(503, "5.5.1", "A message is under way already") }
    if configuration.requiresTLS, !isSecure {
      return Reply(530, "5.7.0", "Must issue a STARTTLS command first")
    }
    if configuration.requiresAuthentication, authenticatedUser == nil {
      return Reply(530, "5.7.0", "Authentication required")
    }
    if let limit = configuration.extensions.limits.mailMax, mailCount >= limit {
      return Reply(452, "4.5.0", "\(limit) messages on one connection are the most")
    }
    return nil
  }

  private func refusal(of address: EnvelopeAddress) -> Reply? {
    let limits = configuration.extensions.limits
    switch transaction {
    case .none: return Reply(503, "5.5.1", "Send MAIL first")
    case .chunked: return Reply(503, "5.5.1", "The message's data has begun")
    case .open(let envelope):
      guard envelope.recipients.count < min(configuration.maximumRecipients, limits.rcptMax ?? .max) else {
        return Reply(452, "4.5.3", "Too many recipients")
      }
    }
    if let limit = limits.rcptDomainMax, recipientDomains.count >= limit,
      !recipientDomains.contains(address.domain.utf8.asciiUppercased)
    {
      return Reply(452, "4.5.3", "Too many domains of recipients on one connection")
    }
    return nil
  }

  private var refusalOfData: Reply? {
    switch transaction {
    case .none: Reply(503, "5.5.1", "Send MAIL and RCPT first")
    case .chunked: Reply(503, "5.5.1", "DATA cannot follow BDAT in one message")
    case .open(let envelope) where envelope.recipients.isEmpty: Reply(554, "5.5.1", "No valid recipients")
    case .open(let envelope) where envelope.has("BODY", "BINARYMIME"): Reply(503, "5.5.1", "BINARYMIME needs BDAT")
    case .open: nil
    }
  }

  private var refusalOfChunk: Reply? {
    guard configuration.extensions.chunking else { return Reply(502, "5.5.1", "BDAT is not provided") }
    return switch transaction {
    case .none: Reply(503, "5.5.1", "Send MAIL and RCPT first")
    case .open(let envelope) where envelope.recipients.isEmpty: Reply(554, "5.5.1", "No valid recipients")
    case .open, .chunked: nil
    }
  }

  /// Names a line that is no command. Behind AUTH it may be a password, and is not shown.
  private mutating func logRefused(_ line: ByteBufferView, verb: String, _ error: ServerCommandError) {
    if verb == "AUTH" { return perform(.received("AUTH [redacted]")) }
    if sawAuthentication, error == .unknownCommand || error == .notText { return perform(.received("[redacted]")) }
    perform(.received(Reply.printable(String(decoding: line.prefix(200), as: UTF8.self))))
  }
}

extension ServerSession {
  /// The session's own reply to a question: what it sends where the policy has nothing against it.
  func reply(to question: Question) -> Reply {
    switch question {
    case .connection: Reply(220, "\(configuration.hostName) \(configuration.greeting)")
    case .challenge(_, let challenge): Reply(334, challenge)
    case .credentials: own(235, "2.7.0", "Authentication successful")
    case .message: own(250, "2.0.0", "Message accepted")
    case .command(let command): reply(to: command)
    }
  }

  private func reply(to command: Command) -> Reply {
    switch command {
    case .ehlo: Reply(250, nil, lines: [configuration.hostName] + offeredExtensions)
    case .helo: Reply(250, configuration.hostName)
    case .startTLS: own(220, "2.0.0", "Ready to start TLS")
    case .mail: own(250, "2.1.0", "Sender accepted")
    case .rcpt: own(250, "2.1.5", "Recipient accepted")
    case .data: Reply(354, "End data with <CR><LF>.<CR><LF>")
    case .vrfy: own(252, "2.1.5", "Cannot verify, but will take mail and try to deliver it")
    case .help: own(214, "2.0.0", "See RFC 5321")
    case .quit: own(221, "2.0.0", "\(configuration.hostName) closing the connection")
    case .bdat(let size, _): own(250, "2.0.0", "\(size) bytes received")
    case .expn, .lhlo: own(502, "5.5.1", "\(command.verb) is not provided")
    case .auth, .rset, .noop: own(250, "2.0.0", "OK")
    }
  }

  private var offeredExtensions: [String] {
    let extensions = configuration.extensions
    let mechanisms = offeredMechanisms.map(\.rawValue).joined(separator: " ")
    let lines: [(isOffered: Bool, line: String)] = [
      (extensions.pipelining, "PIPELINING"),
      (extensions.size, "SIZE \(configuration.maximumMessageSize)"),
      (configuration.offersStartTLS && !isSecure, "STARTTLS"),
      (!mechanisms.isEmpty, "AUTH \(mechanisms)"),
      (extensions.enhancedStatusCodes, "ENHANCEDSTATUSCODES"),
      (extensions.eightBitMIME, "8BITMIME"),
      (extensions.deliveryStatusNotifications, "DSN"),
      (extensions.smtpUTF8, "SMTPUTF8"),
      (extensions.chunking, "CHUNKING"),
      (extensions.chunking && extensions.binaryMIME, "BINARYMIME"),
      (extensions.requireTLS && isSecure, "REQUIRETLS"),
      (extensions.shortestDeliverBy != nil, Self.line("DELIVERBY", extensions.shortestDeliverBy.map { ["\($0)"] })),
      (extensions.futureRelease != nil, Self.line("FUTURERELEASE", extensions.futureRelease?.words)),
      (extensions.priorities, "MT-PRIORITY"),
      (!extensions.limits.words.isEmpty, Self.line("LIMITS", extensions.limits.words)),
    ]
    return lines.filter(\.isOffered).map(\.line)
  }

  private static func line(_ keyword: String, _ words: [String]?) -> String {
    ([keyword] + (words ?? [])).joined(separator: " ")
  }

  /// Sends the reply to a question, and gives the command its effect.
  mutating func carryOut(_ question: Question, succeeds: Bool, reply: Reply) {
    switch question {
    case .connection:
      if !succeeds { clientGreeting = .refused }
      send(reply)
    case .credentials(let mechanism, let username, _):
      endAuthentication(mechanism: mechanism, username: username, succeeds: succeeds, reply: reply)
    case .message:
      transaction = .none
      send(reply)
    case .challenge:
      sendChallenge(succeeds: succeeds, reply: reply)
    case .command(.bdat(let size, let isLast)):
      beginChunk(size: size, isLast: isLast, succeeds: succeeds, reply: reply)
    case .command(.expn) where !reply.isPositive:
      reject(reply)
    case .command(let command):
      send(reply)
      if succeeds { apply(command) }
    }
  }

  private mutating func apply(_ command: Command) {
    switch command {
    case .ehlo(let name), .helo(let name):
      forgetTransaction()
      clientName = name.description
      if case .ehlo = command { clientGreeting = .ehlo } else { clientGreeting = .helo }
    case .startTLS:
      state = .startingTLS
    case .mail(let path, let parameters):
      mailCount += 1
      transaction = .open(ServerEnvelope(reversePath: path, parameters: parameters))
    case .rcpt(let address, let parameters):
      guard case .open(var envelope) = transaction else { return }
      if configuration.extensions.limits.rcptDomainMax != nil {
        recipientDomains.insert(address.domain.utf8.asciiUppercased)
      }
      envelope.recipients.append(.init(address, parameters: parameters))
      transaction = .open(envelope)
    case .data:
      state = .data(ServerDataReader(), Reception())
    case .rset:
      forgetTransaction()
    case .quit:
      close(.quit)
    case .lhlo, .auth, .bdat, .noop, .help, .vrfy, .expn:
      break
    }
  }
}
