/// The server's side of one authentication exchange (RFC 4422): response in, challenge or credentials out.
///
/// Whether the credentials are right is for the server to say; only where a mechanism does not send the password does it check
/// itself, against ``Accounts``. A mechanism is used for one exchange.
public struct ServerMechanism: Sendable {
  /// What comes next.
  public enum Step: Sendable, Hashable {
    /// Goes to the client, which must answer it.
    case challenge([UInt8])
    /// All that the mechanism asks for: who the client says it is, and the password or token. CRAM-MD5 and SCRAM give the
    /// password that the client has proved to know; EXTERNAL gives none, and perhaps no name.
    case credentials(username: String, secret: Secret)
    /// The client's proof is wrong, or the user is not known.
    case unproven(username: String)
  }

  /// The passwords that CRAM-MD5 and SCRAM need to have on the server.
  public struct Accounts: Sendable, Hashable {
    private let passwords: [String: Secret]

    /// - Parameter passwords: by user name. An empty password lets nobody in.
    public init(_ passwords: [String: Secret] = [:]) {
      self.passwords = passwords
    }

    /// User names at mail providers are addresses, which nobody tells apart by case.
    func password(of username: String) -> Secret? {
      let password = passwords[username] ?? passwords.first { $0.key.lowercased() == username.lowercased() }?.value
      return password.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  private enum State {
    case initial
    case awaitingMessage
    case awaitingUsername
    case awaitingPassword(username: String)
    case awaitingDigest(challenge: [UInt8])
    case scram(SCRAMServer)
    case done
  }

  public let name: MechanismName
  private let accounts: Accounts
  private let channelBinding: ChannelBinding?
  private let offersBinding: Bool
  private let nonce: String
  private var state = State.initial

  /// - Parameters:
  ///   - accounts: for CRAM-MD5 and SCRAM.
  ///   - channelBinding: of the TLS connection, for the -PLUS forms.
  ///   - offersBinding: whether the client was offered a -PLUS form of this mechanism, so that one that did not see it is
  ///     refused (RFC 5802 section 6).
  public init(
    _ name: MechanismName, accounts: Accounts = Accounts(), channelBinding: ChannelBinding? = nil,
    offersBinding: Bool = false
  ) {
    self.init(
      name, accounts: accounts, channelBinding: channelBinding, offersBinding: offersBinding,
      nonce: SCRAMMessage.makeNonce())
  }

  package init(
    _ name: MechanismName, accounts: Accounts, channelBinding: ChannelBinding? = nil, offersBinding: Bool = false,
    nonce: String
  ) {
    self.name = name
    self.accounts = accounts
    self.channelBinding = channelBinding
    self.offersBinding = offersBinding
    self.nonce = nonce
  }

  /// Begins the exchange with what stood on the client's command, nil for nothing.
  /// - Throws: ``SASLError/malformedResponse(mechanism:)``
  public mutating func start(initialResponse: [UInt8]?) throws(SASLError) -> Step {
    guard case .initial = state else { throw malformed }
    switch name {
    case .plain, .xoauth2, .oauthBearer, .external:
      state = .awaitingMessage
    case .scramSHA1, .scramSHA1Plus, .scramSHA256, .scramSHA256Plus:
      guard let hash = name.scramHash else { throw malformed }
      state = .scram(
        SCRAMServer(
          name, hash, accounts: accounts, binding: channelBinding, offersBinding: offersBinding, nonce: nonce))
    case .login:
      state = .awaitingUsername
      guard initialResponse != nil else { return .challenge(Array("Username:".utf8)) }
    case .cramMD5:
      // The server speaks first, so nothing may stand on the command (RFC 4954 section 4).
      guard initialResponse == nil else { throw malformed }
      let challenge = Array("<\(nonce)@localhost>".utf8)
      state = .awaitingDigest(challenge: challenge)
      return .challenge(challenge)
    }
    guard let initialResponse else { return .challenge([]) }
    return try receive(initialResponse)
  }

  /// Takes the client's answer to a challenge.
  /// - Throws: ``SASLError/malformedResponse(mechanism:)``
  public mutating func receive(_ response: [UInt8]) throws(SASLError) -> Step {
    switch state {
    case .awaitingMessage:
      state = .done
      return try read(response)
    case .awaitingUsername:
      state = .awaitingPassword(username: try text(response))
      return .challenge(Array("Password:".utf8))
    case .awaitingPassword(let username):
      state = .done
      return .credentials(username: username, secret: Secret(bytes: response))
    case .awaitingDigest(let challenge):
      state = .done
      return try readDigest(response, of: challenge)
    case .scram(var server):
      state = .done
      let step = try server.receive(response)
      state = .scram(server)
      return step
    case .initial, .done:
      throw malformed
    }
  }

  private var malformed: SASLError { .malformedResponse(mechanism: name.rawValue) }

  private func read(_ message: [UInt8]) throws(SASLError) -> Step {
    switch name {
    case .plain: try readPlain(message)
    case .xoauth2: try readXOAuth2(message)
    case .oauthBearer: try readOAuthBearer(message)
    default: .credentials(username: message.isEmpty ? "" : try text(message), secret: "")
    }
  }

  /// A user name ends up in logs and databases: it must be UTF-8 without controls, and not empty.
  private func text(_ bytes: some Collection<UInt8>) throws(SASLError) -> String {
    guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else { throw malformed }
    do {
      try UserName.check(text)
    } catch {
      throw malformed
    }
    return text
  }

  /// `[authzid] NUL authcid NUL passwd` (RFC 4616 section 2). To act for somebody else is not supported, so an
  /// authorization identity must be empty or the user's own.
  private func readPlain(_ message: [UInt8]) throws(SASLError) -> Step {
    let parts = message.split(separator: 0, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[2].isEmpty else { throw malformed }
    let username = try text(parts[1])
    guard parts[0].isEmpty || parts[0] == parts[1] else { throw malformed }
    return .credentials(username: username, secret: Secret(bytes: Array(parts[2])))
  }

  /// `user=NAME ^A auth=Bearer TOKEN ^A ^A`.
  private func readXOAuth2(_ message: [UInt8]) throws(SASLError) -> Step {
    let parts = message.split(separator: 1, omittingEmptySubsequences: false)
    let user = Array("user=".utf8)
    guard parts.count == 4, parts[2].isEmpty, parts[3].isEmpty, parts[0].starts(with: user) else { throw malformed }
    return .credentials(username: try text(parts[0].dropFirst(user.count)), secret: try readBearer(parts[1]))
  }

  /// `n,a=NAME, ^A host=… ^A port=… ^A auth=Bearer TOKEN ^A ^A` (RFC 7628 section 3.1): keys in any order, those that are
  /// unknown are passed over.
  private func readOAuthBearer(_ message: [UInt8]) throws(SASLError) -> Step {
    let parts = message.split(separator: 1, omittingEmptySubsequences: false)
    let auth = Array("auth=".utf8)
    let header = parts[0].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard parts.count >= 4, parts.suffix(2).allSatisfy(\.isEmpty), header.count == 3, header[2].isEmpty,
      header[0].elementsEqual("n".utf8) || header[0].elementsEqual("y".utf8), header[1].starts(with: "a=".utf8),
      let username = UserName.unescaped(try text(header[1].dropFirst(2))),
      let bearer = parts.dropFirst().first(where: { $0.starts(with: auth) })
    else { throw malformed }
    return .credentials(username: username, secret: try readBearer(bearer))
  }

  /// `auth=Bearer TOKEN`
  private func readBearer(_ pair: ArraySlice<UInt8>) throws(SASLError) -> Secret {
    let auth = Array("auth=".utf8)
    let bearer = Array("bearer ".utf8)
    guard pair.starts(with: auth) else { throw malformed }
    let credentials = pair.dropFirst(auth.count)
    let scheme = credentials.prefix(bearer.count).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let token = credentials.dropFirst(bearer.count)
    guard scheme == bearer, !token.isEmpty else { throw malformed }
    return Secret(bytes: Array(token))
  }

  /// `NAME SPACE DIGEST` (RFC 2195 section 2); the name may hold spaces.
  private func readDigest(_ response: [UInt8], of challenge: [UInt8]) throws(SASLError) -> Step {
    guard let space = response.lastIndex(of: UInt8(ascii: " ")) else { throw malformed }
    let username = try text(response[..<space])
    guard let password = accounts.password(of: username) else { return .unproven(username: username) }
    let digest = Secret(bytes: CramMD5Mechanism.digest(of: challenge, password: password))
    return digest.matches(Secret(bytes: Array(response[(space + 1)...])))
      ? .credentials(username: username, secret: password) : .unproven(username: username)
  }
}
