import SMTPCore
import TLSWire

/// Decides by a profile's rules. It knows which users are connected and when they sent, and nothing of sockets or clocks.
struct RuleBook: Sendable {
  /// What a rule says.
  enum Verdict: Sendable, Hashable {
    case proceed
    case reply(Reply)
    case replyAndClose(Reply)
    /// Proceed after this time.
    case wait(Duration)
  }

  /// What the rules need to know of a moment.
  struct Situation: Sendable {
    var stage: SandboxScript.Stage
    var connection: Int
    var isSecure = false
    /// The version that the server chose on the wire.
    var version: TLSVersion?
    /// The authenticated user, or the one that offers right credentials now.
    var user: String?
    /// Since the sandbox was started.
    var now = Duration.zero
  }

  private var connectionsByUser: [String: Set<Int>] = [:]
  private var sendingTimes: [String: [Duration]] = [:]

  /// What one rule says. A connection or message that a limit lets pass is counted.
  mutating func verdict(of rule: SandboxRule, in situation: Situation) -> Verdict {
    switch rule.kind {
    case .requireTLS(let reply):
      let isRefused = !situation.isSecure && [.auth, .mail].contains(situation.stage)
      return isRefused ? .reply(reply) : .proceed
    case .requireAuthentication(let reply):
      return situation.stage == .mail && situation.user == nil ? .reply(reply) : .proceed
    case .rejectTLS(let minimum, let share, let seed, let reply):
      guard [.auth, .mail].contains(situation.stage), let version = situation.version, version < minimum else {
        return .proceed
      }
      let isChosen = SplitMix64(seed: seed).isChosen(UInt64(situation.connection), share: share)
      return isChosen ? .replyAndClose(reply) : .proceed
    case .connectionLimit(let limit, let reply):
      guard situation.stage == .auth, let user = situation.user?.lowercased() else { return .proceed }
      var connections = connectionsByUser[user] ?? []
      guard connections.contains(situation.connection) || connections.count < limit else { return .reply(reply) }
      connections.insert(situation.connection)
      connectionsByUser[user] = connections
      return .proceed
    case .messageRate(let limit, let window):
      guard situation.stage == .message, limit > 0 else { return .proceed }
      return waitForRoom(limit, window, user: situation.user?.lowercased() ?? "", now: situation.now)
    case .custom:
      return .proceed
    }
  }

  /// A connection has ended: its user may open another.
  mutating func connectionEnded(_ connection: Int) {
    connectionsByUser = connectionsByUser.compactMapValues { connections in
      let others = connections.subtracting([connection])
      return others.isEmpty ? nil : others
    }
  }

  private mutating func waitForRoom(_ limit: Int, _ window: Duration, user: String, now: Duration) -> Verdict {
    var times = (sendingTimes[user] ?? []).filter { $0 > now - window }
    // The message counts for the moment at which it will be accepted, so that a second one waits behind it.
    let due = times.count < limit ? now : max(now, times[times.count - limit] + window)
    times.append(due)
    sendingTimes[user] = times
    return due > now ? .wait(due - now) : .proceed
  }
}
