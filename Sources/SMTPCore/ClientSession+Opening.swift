import NIOCore
import SASL

/// From the greeting to the point where mail can be sent.
extension ClientSession {
  mutating func handleGreeting(_ reply: Reply) {
    guard reply.code == 220 else { return refuse(reply, in: .greeting) }
    greeting = reply
    sayHello()
  }

  mutating func sayHello() {
    let name = configuration.clientName
    send([configuration.dialect == .lmtp ? .lhlo(name) : .ehlo(name)], awaiting: [.ehlo])
  }

  mutating func handleEHLO(_ reply: Reply) {
    if reply.code == 250 {
      capabilities = Capabilities(ehloReply: reply)
      secure()
    } else if reply.severity == .permanentNegative, configuration.security == .plaintext, configuration.dialect == .smtp
    {
      send([.helo(configuration.clientName)], awaiting: [.helo])
    } else {
      refuse(reply, in: .hello)
    }
  }

  mutating func handleHELO(_ reply: Reply) {
    guard reply.code == 250 else { return refuse(reply, in: .hello) }
    capabilities = .none
    authenticate()
  }

  private mutating func secure() {
    guard configuration.security == .startTLS, !isProtected else { return authenticate() }
    guard capabilities.offersStartTLS else { return fail(.startTLSNotOffered, in: .startTLS) }
    send([.startTLS], awaiting: [.startTLS])
  }

  /// Whatever the server, or somebody in between, said in clear after its answer must not be read as if it came through TLS.
  mutating func handleSTARTTLS(_ reply: Reply) {
    guard reply.code == 220 else {
      let isAlone = parser.unreadByteCount == 0
      return fail(isAlone ? .startTLSRefused(reply) : .injectionAfterSTARTTLSRefusal(reply), in: .startTLS)
    }
    guard parser.unreadByteCount == 0 else {
      return fail(parser.hasUnreadLine ? .injectedReplyAfterSTARTTLS : .injectedFragmentAfterSTARTTLS, in: .startTLS)
    }
    state = .upgrading
    actions.append(.startTLS)
  }

  private mutating func authenticate() {
    guard !configuration.mechanisms.isEmpty else { return becomeReady() }
    let offered = capabilities.authenticationMechanisms
    guard !offered.isEmpty else { return fail(.authenticationNotOffered, in: .authentication) }
    let offer = SASLOffer(mechanisms: offered, channelBinding: channelBinding)
    guard var mechanism = configuration.mechanisms.lazy.compactMap({ $0.prepared(for: offer) }).first else {
      let wanted = configuration.mechanisms.map(\.name)
      return fail(.noCommonMechanism(wanted: wanted, offered: offered), in: .authentication)
    }
    attemptedMechanism = mechanism.name
    let response = mechanism.initialResponse()
    let fits = response.map { Self.fitsCommandLine(mechanism: mechanism.name, response: $0) } ?? false
    let secret = response.map(Secret.init(bytes:))
    exchange = Exchange(mechanism: mechanism, heldInitialResponse: fits ? nil : secret)
    let command = Command.auth(mechanism: mechanism.name, initialResponse: fits ? secret : nil)
    send([command], awaiting: [.authentication])
  }

  /// RFC 4954 section 4: an initial response goes with the command only where the line stays within 512 octets.
  private static func fitsCommandLine(mechanism: String, response: [UInt8]) -> Bool {
    "AUTH  \r\n".utf8.count + mechanism.utf8.count + (response.count + 2) / 3 * 4 <= 512
  }

  mutating func handleAuthentication(_ reply: Reply) {
    guard var exchange else { return fail(.unexpectedReply(reply), in: .authentication) }
    switch reply.code {
    case 235:
      succeed(exchange.mechanism)
    case 334:
      do throws(SessionError.Stop) {
        let response = try answer(reply, in: &exchange)
        self.exchange = exchange
        awaited.append(.authentication)
        actions.append(.sendAuthenticationResponse(response))
      } catch {
        fail(error.kind, in: .authentication)
      }
    case 400...:
      let mechanism = exchange.mechanism
      fail(
        .authenticationRefused(reply, mechanism: mechanism.name, serverError: mechanism.serverError),
        in: .authentication)
    default:
      fail(.unexpectedReply(reply), in: .authentication)
    }
  }

  /// A server that must prove itself cannot talk its way past that with a 235.
  private mutating func succeed(_ mechanism: any SASLMechanism) {
    do throws(SASLError) {
      try mechanism.acceptSuccess()
      authenticatedBy = mechanism.name
      exchange = nil
      becomeReady()
    } catch {
      fail(Self.kind(of: error), in: .authentication)
    }
  }

  private static func kind(of error: SASLError) -> SessionError.Kind {
    error.isServerUnproven ? .serverUnproven(error) : .authenticationExchange(error)
  }

  private func answer(_ reply: Reply, in exchange: inout Exchange) throws(SessionError.Stop) -> Secret {
    exchange.challenges += 1
    guard exchange.challenges <= Self.maximumChallenges else { throw .init(kind: .tooManyChallenges) }
    if let response = exchange.heldInitialResponse {
      exchange.heldInitialResponse = nil
      return response
    }
    let challenge = try challenge(in: reply, for: exchange.mechanism)
    do throws(SASLError) {
      return Secret(bytes: try exchange.mechanism.respond(to: challenge))
    } catch {
      throw .init(kind: Self.kind(of: error))
    }
  }

  /// Some servers prompt in plain words instead of base64, which matters only to a mechanism that reads the challenge.
  private func challenge(in reply: Reply, for mechanism: any SASLMechanism) throws(SessionError.Stop) -> [UInt8] {
    if let challenge = Base64.decode(reply.text.utf8.filter { $0 != UInt8(ascii: " ") }) { return challenge }
    guard !mechanism.readsChallenges else { throw .init(kind: .malformedChallenge) }
    return Array(reply.text.utf8)
  }

  /// No mechanism has more than a few; a server that goes on would keep the client busy for ever.
  private static var maximumChallenges: Int { 8 }

  private mutating func becomeReady() {
    state = .established
    actions.append(.becomeReady)
  }

  private mutating func refuse(_ reply: Reply, in phase: SMTPPhase) {
    fail(reply.isPositive ? .unexpectedReply(reply) : .refused(reply), in: phase)
  }
}

extension SessionError {
  /// Ends an exchange from within a helper.
  struct Stop: Error {
    let kind: Kind
  }
}
