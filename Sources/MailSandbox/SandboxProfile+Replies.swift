import Foundation
import NIOCore
import SASL
import SMTPCore
import SMTPReceiving

extension SandboxProfile {
  func greetingReply(at date: Date) -> Reply {
    let text = greeting.replacingOccurrences(of: "%date", with: Self.mailDate(date))
    return filledIn(Reply(220, text))
  }

  /// Offers what the profile lists and nothing that follows from it, so that a profile can lie.
  func ehloReply(to connection: ServerConnection) -> Reply {
    let address = connection.clientAddress.ipAddress ?? "unknown"
    let capabilities = connection.isSecure ? capabilitiesOverTLS : capabilitiesInClear
    return Reply(250, nil, lines: ["\(hostName) Hello [\(address)]"] + capabilities)
  }

  func filledIn(_ reply: Reply) -> Reply {
    Reply(
      reply.code, reply.enhanced, lines: reply.lines.map { $0.replacingOccurrences(of: "%host", with: hostName) })
  }

  func offers(_ keyword: String) -> Bool {
    (capabilitiesInClear + capabilitiesOverTLS).contains { Self.keyword(of: $0) == keyword }
  }

  private static func keyword(of capability: String) -> String? {
    capability.uppercased().split(separator: " ").first.map(String.init)
  }

  /// The server turns AUTH away in clear before a credential is sent, so that no rule is asked: it must know the reply.
  private var requireTLSReply: Reply? {
    for rule in rules {
      if case .requireTLS(let reply) = rule.kind { return reply }
    }
    return nil
  }

  /// What follows `keyword` where it is offered.
  private func parameters(of keyword: String) -> [String] {
    (capabilitiesInClear + capabilitiesOverTLS).flatMap { line -> [String] in
      let words = line.uppercased().split(separator: " ").map(String.init)
      return words.first == keyword ? Array(words.dropFirst()) : []
    }
  }

  /// The server's own settings: it takes what is offered, in clear or over TLS.
  func serverConfiguration(host: String, port: Int, implicitTLS: Bool) -> SMTPServerConfiguration {
    var configuration = SMTPServerConfiguration(hostName: hostName)
    configuration.host = host
    configuration.port = port
    configuration.security = tlsVersions == nil ? .none : implicitTLS ? .implicitTLS : .startTLS
    configuration.maximumMessageSize = maximumMessageSize
    // All clients of a test come from one address.
    configuration.maximumConnectionsPerClient = configuration.maximumConnections
    configuration.extensions.pipelining = offers("PIPELINING")
    configuration.extensions.size = offers("SIZE")
    configuration.extensions.eightBitMIME = offers("8BITMIME")
    configuration.extensions.chunking = offers("CHUNKING")
    configuration.extensions.binaryMIME = offers("BINARYMIME")
    configuration.extensions.smtpUTF8 = offers("SMTPUTF8")
    configuration.extensions.deliveryStatusNotifications = offers("DSN")
    configuration.extensions.enhancedStatusCodes = offers("ENHANCEDSTATUSCODES")
    configuration.extensions.requireTLS = offers("REQUIRETLS")
    let offer = Capabilities(
      ehloReply: Reply(250, nil, lines: [hostName] + Set(capabilitiesInClear + capabilitiesOverTLS).sorted()))
    configuration.extensions.shortestDeliverBy = offer.offersDeliverBy ? offer.shortestDeliverBy ?? 0 : nil
    configuration.extensions.futureRelease = offer.futureRelease
    configuration.extensions.priorities = offer.offersPriorities
    configuration.extensions.limits = offer.limits
    configuration.requiresTLSForAuthentication = !capabilitiesInClear.contains { Self.keyword(of: $0) == "AUTH" }
    if let reply = requireTLSReply { configuration.encryptionRequiredReply = filledIn(reply) }
    configuration.accounts = ServerMechanism.Accounts(credentials.passwords)
    configuration.authenticationMechanisms = parameters(of: "AUTH").compactMap(MechanismName.init(rawValue:))
    return configuration
  }

  /// RFC 5322 section 3.3, in UTC.
  private static func mailDate(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, d MMM yyyy HH:mm:ss '+0000'"
    return formatter.string(from: date)
  }
}
