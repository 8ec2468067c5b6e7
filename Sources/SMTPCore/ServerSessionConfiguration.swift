public import SASL

extension ServerSession {
  /// What a session offers and demands.
  public struct Configuration: Sendable, Hashable {
    /// The name in the greeting and in the reply to EHLO, and the domain of `<Postmaster>`.
    public var hostName: String
    /// The text after the name in the greeting.
    public var greeting = "ESMTP"
    public var extensions = ServerExtensions()
    /// Whether STARTTLS is offered while there is no TLS.
    public var offersStartTLS = false
    /// In the order in which they are offered.
    public var authenticationMechanisms: [MechanismName] = []
    /// The passwords by which CRAM-MD5 and SCRAM check a client's proof.
    public var accounts = ServerMechanism.Accounts()
    public var requiresTLSForAuthentication = true
    /// What AUTH gets where it needs TLS and there is none (RFC 4954 section 4).
    public var encryptionRequiredReply = Reply(538, "5.7.11", "Encryption required for this mechanism")
    /// Whether MAIL is refused before TLS.
    public var requiresTLS = false
    /// Whether MAIL is refused before AUTH.
    public var requiresAuthentication = false
    /// In bytes.
    public var maximumMessageSize = 36_700_160
    public var maximumRecipients = 1000
    /// How many commands may be wrong before the session ends.
    public var maximumErrors = 20
    /// The longest command in bytes, its CRLF included. RFC 5321 (section 4.5.3.1.4) has 512, and extensions add to it.
    public var maximumCommandLine = 2048
    /// The longest line of an authentication exchange in bytes (RFC 4954 section 4.b).
    public var maximumAuthenticationLine = 12288

    public init(hostName: String) {
      self.hostName = hostName
    }
  }
}
