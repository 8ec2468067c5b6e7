public import SMTPCore
public import TLSWire

extension SandboxScript {
  /// One step of a stage's sequence, taken once unless it says otherwise.
  public struct Step: ScriptedStep {
    enum Action: Sendable, Hashable {
      case proceed
      case reply(Reply)
      case replyAndClose(Reply)
      case drop
    }

    let action: Action
    var delay: Duration = .zero
    /// The pause between two bytes of the reply.
    var drip: Duration?
    /// How many bytes of a message's data come before the step.
    var byteCount = 1
    /// Whether a message is stored, where that does not follow from the reply.
    var keepsMessage: Bool?
    var count: Int? = 1

    init(action: Action) {
      self.action = action
    }

    /// The profile decides.
    public static let proceed = Step(action: .proceed)

    /// This reply instead of the profile's.
    public static func reply(_ reply: Reply) -> Step { Step(action: .reply(reply)) }

    /// This reply, then the connection is closed.
    public static func replyAndClose(_ reply: Reply) -> Step { Step(action: .replyAndClose(reply)) }

    /// The connection is closed without a word.
    public static let drop = Step(action: .drop)

    /// The step, after a pause on the sandbox's clock.
    public func delayed(by delay: Duration) -> Step { with { $0.delay = delay } }

    /// The step with its reply sent byte by byte, with this pause between two bytes.
    public func dripping(every interval: Duration) -> Step { with { $0.drip = interval } }

    /// The step with the message stored, or not, whatever the client hears. For the stage ``Stage/message``: by itself a
    /// positive reply stores the message and everything else does not.
    public func keepingMessage(_ keeps: Bool) -> Step { with { $0.keepsMessage = keeps } }

    /// The step once this many bytes of a message's data have come, or a few more; a smaller message comes without it. For
    /// the stage ``Stage/transfer``, whose steps otherwise come with the first bytes.
    public func after(bytes: Int) -> Step { with { $0.byteCount = max(1, bytes) } }

    /// The step this many times in a row, at least once.
    public func times(_ count: Int) -> Step { with { $0.count = max(1, count) } }

    /// The step from here on.
    public var forever: Step { with { $0.count = nil } }

    func with(_ change: (inout Step) -> Void) -> Step {
      var step = self
      change(&step)
      return step
    }
  }

  /// One step of the sequence of TLS handshakes, taken once unless it says otherwise.
  public struct HandshakeStep: ScriptedStep {
    enum Action: Sendable, Hashable {
      case proceed
      case drop
      case certificate(CertificateKind)
      case versions(ClosedRange<TLSVersion>)
    }

    let action: Action
    var delay: Duration = .zero
    var count: Int? = 1

    init(action: Action) {
      self.action = action
    }

    /// The handshake goes on as the profile says.
    public static let proceed = HandshakeStep(action: .proceed)

    /// The connection is closed where the client expects the handshake.
    public static let drop = HandshakeStep(action: .drop)

    /// The server shows another certificate.
    public static func certificate(_ kind: CertificateKind) -> HandshakeStep {
      HandshakeStep(action: .certificate(kind))
    }

    /// The server accepts other versions, with bounds from ``TLSVersion/tls10`` to ``TLSVersion/tls13``.
    public static func versions(_ versions: ClosedRange<TLSVersion>) -> HandshakeStep {
      HandshakeStep(action: .versions(versions))
    }

    /// The step after a pause on the sandbox's clock, in which the client's hello stays without an answer.
    public func delayed(by delay: Duration) -> HandshakeStep {
      var step = self
      step.delay = delay
      return step
    }

    /// The step this many times in a row, at least once.
    public func times(_ count: Int) -> HandshakeStep {
      var step = self
      step.count = max(1, count)
      return step
    }

    /// The step from here on.
    public var forever: HandshakeStep {
      var step = self
      step.count = nil
      return step
    }
  }
}
