/// Walks through a script: which step comes next at each stage, over all connections.
struct ScriptPlayer: Sendable {
  private struct Cursor: Sendable {
    var index = 0
    var taken = 0

    mutating func next<Element: ScriptedStep>(of sequence: SandboxScript.Sequence<Element>) -> Element? {
      if index >= sequence.steps.count, sequence.ending == .startsOver { self = Cursor() }
      guard index < sequence.steps.count else { return nil }
      let step = sequence.steps[index]
      guard let count = step.count else { return step }
      taken += 1
      if taken >= count {
        index += 1
        taken = 0
      }
      return step
    }
  }

  private let script: SandboxScript
  private var cursors: [SandboxScript.Key: Cursor] = [:]
  private var handshakeCursor = Cursor()

  init(script: SandboxScript) {
    self.script = script
  }

  /// The next step at a stage, nil where the script has nothing to say. Steps for the very address go before those for its
  /// domain, and these before those for every address.
  mutating func next(at stage: SandboxScript.Stage, address: String? = nil) -> SandboxScript.Step? {
    var candidates: [String?] = []
    if let address = address?.lowercased() {
      candidates.append(address)
      if let at = address.lastIndex(of: "@") { candidates.append(String(address[at...])) }
    }
    candidates.append(nil)
    for candidate in candidates {
      let key = SandboxScript.Key(stage: stage, address: candidate)
      guard let sequence = script.sequences[key] else { continue }
      if let step = cursors[key, default: Cursor()].next(of: sequence) { return step }
    }
    return nil
  }

  /// The next step for a TLS handshake.
  mutating func nextHandshake() -> SandboxScript.HandshakeStep? {
    handshakeCursor.next(of: script.handshake)
  }
}
