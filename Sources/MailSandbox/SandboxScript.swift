/// What a test server says and does instead of behaving: any reply at any stage, and faults.
///
/// Each stage has its own sequence of steps, taken in order by whatever connection comes to that stage. When the sequence
/// is used up the profile decides again, unless the script begins it anew.
///
/// ```swift
/// var script = SandboxScript()
/// script.on(.mail, .reply(Reply(421, "4.3.2", "Try later.")).times(3))
/// script.on(.rcpt, for: "bob@example.com", .reply(Reply(550, "5.1.1", "No such user.")).forever)
/// script.onHandshake(.certificate(.expired), .proceed)
/// ```
public struct SandboxScript: Sendable, Hashable {
  /// A point of the session at which a script can step in.
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    case greeting
    /// EHLO or HELO.
    case ehlo
    case startTLS = "starttls"
    /// A mechanism asks for something with 334, such as LOGIN for the user name and then for the password.
    case challenge
    /// The credentials, once they are complete.
    case auth
    case mail
    case rcpt
    /// DATA. A message that comes by BDAT has no such stage.
    case data
    /// BDAT, before its chunk is read. A positive reply is sent when the chunk is there, except after the last chunk, whose
    /// reply is that of ``message``.
    case bdat
    /// A message's data is under way, by DATA or BDAT: one step for each message that begins. Every reply closes the
    /// connection here. See ``Step/after(bytes:)``.
    case transfer
    /// The whole message has come: the reply to the final dot.
    case message
    case rset
    case noop
    case help
    case vrfy
    case expn
    case quit
  }

  /// What comes after the last step of a sequence.
  public enum Ending: Sendable, Hashable {
    /// The profile decides from then on.
    case profileDecides
    /// The sequence begins anew.
    case startsOver
  }

  struct Key: Sendable, Hashable {
    let stage: Stage
    let address: String?
  }

  struct Sequence<Element: ScriptedStep>: Sendable, Hashable {
    var steps: [Element] = []
    var ending = Ending.profileDecides
  }

  private(set) var sequences: [Key: Sequence<Step>] = [:]
  private(set) var handshake = Sequence<HandshakeStep>()

  /// An empty script: the profile decides everything.
  public init() {}

  /// Whether the script leaves everything to the profile.
  public var isEmpty: Bool { sequences.isEmpty && handshake.steps.isEmpty }

  /// The certificates that its handshakes need.
  var certificateKinds: Set<CertificateKind> {
    Set(
      handshake.steps.compactMap { step in
        if case .certificate(let kind) = step.action { kind } else { nil }
      })
  }

  /// Appends steps to the sequence of a stage.
  /// - Parameters:
  ///   - address: steps for this address only: the sender of MAIL, the recipient of RCPT or the user of AUTH, compared
  ///     without regard to case; `@example.com` stands for every address of that domain. It goes before steps without an address.
  public mutating func on(
    _ stage: Stage, for address: String? = nil, _ steps: Step..., ending: Ending = .profileDecides
  ) {
    append(steps, to: Key(stage: stage, address: address?.lowercased()), ending: ending)
  }

  /// Appends steps to the sequence of TLS handshakes, which begin with STARTTLS or, with implicit TLS, the connection.
  public mutating func onHandshake(_ steps: HandshakeStep..., ending: Ending = .profileDecides) {
    append(handshakeSteps: steps, ending: ending)
  }

  mutating func append(_ steps: [Step], to key: Key, ending: Ending) {
    sequences[key, default: Sequence()].steps += steps
    sequences[key, default: Sequence()].ending = ending
  }

  mutating func append(handshakeSteps steps: [HandshakeStep], ending: Ending) {
    handshake.steps += steps
    handshake.ending = ending
  }
}

/// A step that may be taken several times in a row.
protocol ScriptedStep: Sendable, Hashable {
  /// Nil for ever.
  var count: Int? { get }
}
