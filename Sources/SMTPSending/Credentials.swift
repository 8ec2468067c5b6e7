public import SASL
import SMTPCore

/// Who the client says it is, and how it proves it.
///
///     let password = Credentials.password("ada", secret)
///     let pinned = password.restricted(to: [.scramSHA256Plus, .scramSHA256])
///     let token = Credentials.accessToken("ada@example.com") { try await authority.token() }
///
/// **The choice.** Of what the server lists after TLS, the first of these is used:
///
/// - with a password: SCRAM-SHA-256-PLUS, SCRAM-SHA-256, SCRAM-SHA-1-PLUS, SCRAM-SHA-1, PLAIN, LOGIN, CRAM-MD5. PLAIN inside a
///   verified TLS connection is better than CRAM-MD5, for which the server must keep every password as it is, and which servers
///   offer that cannot carry it out. Where the server is not proven, without TLS or with a dangerous switch that takes any
///   certificate, CRAM-MD5 goes before PLAIN and LOGIN, which would hand the password to whoever it is;
/// - with a token: OAUTHBEARER, the standard's form, which says for which server the token is meant; then XOAUTH2, which is all
///   that Exchange has. Gmail has both.
///
/// When the chosen one fails, no other is tried, and until it has succeeded no later connection with these credentials
/// uses one that comes after it, whatever the server lists by then.
public struct Credentials: Sendable {
  private enum Proof: Sendable {
    case password(Secret)
    case token(TokenCache)
    case external
  }

  /// What one connection authenticates with.
  struct Login: Sendable {
    let mechanisms: [any SASLMechanism]
    fileprivate let token: Secret?
  }

  public let username: String
  private let proof: Proof
  private let pinned: [MechanismName]?
  private let memory = LoginMemory()

  private init(username: String, proof: Proof, pinned: [MechanismName]? = nil) {
    self.username = username
    self.proof = proof
    self.pinned = pinned
  }

  /// A user name and a password.
  /// - Parameter mechanisms: as ``restricted(to:)`` has it; nil for all that take a password.
  public static func password(
    _ username: String, _ password: Secret, mechanisms: [MechanismName]? = nil
  ) -> Credentials {
    Credentials(username: username, proof: .password(password), pinned: mechanisms)
  }

  /// A user name and an OAuth 2.0 access token of which nobody says how long it lasts. The closure is asked before each
  /// connection, and once for all that begin at the same time.
  public static func oauth2(_ username: String, token: @escaping @Sendable () async throws -> Secret) -> Credentials {
    accessToken(username) { AccessToken(value: try await token()) }
  }

  /// A user name and an OAuth 2.0 access token that lasts for a time. The closure is asked for the first connection, then for
  /// the first that begins less than a minute before the token expires, and after a server has refused it; once for all that
  /// wait at the same time. To cancel one of them does not disturb the others.
  public static func accessToken(
    _ username: String, from provider: @escaping @Sendable () async throws -> AccessToken
  ) -> Credentials {
    Credentials(username: username, proof: .token(TokenCache(provider: provider)))
  }

  /// What the server knows by other means: the policy's client certificate, as a rule.
  /// - Parameter username: the user to act as; empty for the one that the certificate is for.
  public static func external(as username: String = "") -> Credentials {
    Credentials(username: username, proof: .external)
  }

  /// The same with no other mechanisms than these, the preferred first. Those that do not go with a password, or a token, are
  /// passed over; where none is left, connecting fails with ``SMTPError/Code/invalidConfiguration``.
  public func restricted(to mechanisms: [MechanismName]) -> Credentials {
    Credentials(username: username, proof: proof, pinned: mechanisms)
  }

  /// The mechanisms that go with these credentials, the preferred first.
  func candidates(serverIsProven: Bool) -> [MechanismName] {
    let all: [MechanismName]
    switch proof {
    case .password:
      let strong: [MechanismName] = [.scramSHA256Plus, .scramSHA256, .scramSHA1Plus, .scramSHA1]
      all = strong + (serverIsProven ? [.plain, .login, .cramMD5] : [.cramMD5, .plain, .login])
    case .token: all = [.oauthBearer, .xoauth2]
    case .external: all = [.external]
    }
    return pinned.map { $0.filter(all.contains) } ?? all
  }

  /// - Throws: ``SMTPError`` where the user name, password or token cannot be sent, no mechanism is left, or the token could
  ///   not be had.
  func login(for configuration: SMTPClient.Configuration) async throws(SMTPError) -> Login {
    let candidates = candidates(serverIsProven: configuration.tls.provesServer)
    guard !candidates.isEmpty else {
      let names = pinned.map { $0.map(\.rawValue).joined(separator: ", ") } ?? ""
      throw .invalidConfiguration("of the mechanisms to use, \(names), none goes with \(kind)")
    }
    var token: Secret?
    if case .token(let cache) = proof { token = try await Self.token(from: cache) }
    do throws(SASLError) {
      var mechanisms: [any SASLMechanism] = []
      for name in memory.permitted(candidates) {
        mechanisms.append(try mechanism(name, token: token, configuration))
      }
      return Login(mechanisms: mechanisms, token: token)
    } catch {
      throw .invalidConfiguration("\(error)")
    }
  }

  private static func token(from cache: TokenCache) async throws(SMTPError) -> Secret {
    do {
      return try await cache.current()
    } catch {
      guard !(error is CancellationError) else { throw .cancelled(in: .authentication) }
      throw .tokenUnavailable("\(error)")
    }
  }

  private func mechanism(
    _ name: MechanismName, token: Secret?, _ configuration: SMTPClient.Configuration
  ) throws(SASLError) -> any SASLMechanism {
    var secret = token ?? ""
    if case .password(let password) = proof { secret = password }
    switch name {
    case .plain: return try PlainMechanism(username: username, password: secret)
    case .login: return try LoginMechanism(username: username, password: secret)
    case .cramMD5: return try CramMD5Mechanism(username: username, password: secret)
    case .scramSHA1, .scramSHA1Plus, .scramSHA256, .scramSHA256Plus:
      return try SCRAMMechanism(name, username: username, password: secret) {
        [memory] (parameters, derive) throws(SASLError) in try memory.keys(for: parameters, derive)
      }
    case .oauthBearer:
      return try OAuthBearerMechanism(
        username: username, token: secret, host: configuration.tls.verificationName ?? configuration.endpoint.host,
        port: configuration.endpoint.port)
    case .xoauth2: return try XOAuth2Mechanism(username: username, token: secret)
    case .external: return try ExternalMechanism(authorizationIdentity: username)
    }
  }

  /// A connection stands, and the server let the client in.
  func noteSuccess() {
    memory.noteSuccess()
  }

  /// A connection did not come about.
  func note(_ error: SMTPError, of login: Login) async {
    guard let mechanism = error.mechanism.flatMap(MechanismName.init(rawValue:)), error.code != .cancelled else {
      return
    }
    memory.noteFailure(of: mechanism)
    if case .token(let cache) = proof, let token = login.token, error.code == .authenticationRefused,
      error.reply?.isTransient == false
    {
      await cache.forget(token)
    }
  }
}

extension Credentials: CustomStringConvertible {
  public var description: String { "\(username) with \(kind)" }

  private var kind: String {
    switch proof {
    case .password: "a password"
    case .token: "a token"
    case .external: "a certificate"
    }
  }
}

extension TLSPolicy {
  /// Whether a connection that satisfies the policy goes to the server that was meant.
  fileprivate var provesServer: Bool {
    mode != .dangerouslyPlaintext && dangerously.isDisjoint(with: [.trustAnyIssuer, .ignoreServerName])
  }
}
