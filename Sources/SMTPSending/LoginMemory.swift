import NIOConcurrencyHelpers
import SASL

/// What is remembered from one login to the next: which mechanism failed, and SCRAM keys.
final class LoginMemory: Sendable {
  private struct State {
    var failed: MechanismName?
    var keys: [SCRAMParameters: SCRAMKeys] = [:]
  }

  private let state = NIOLockedValueBox(State())

  /// More than one server has parameters for. One that gives another salt each time must not make it grow for ever.
  private static let maximumKeys = 8

  /// Without those that come after the one that failed last: somebody who can make a login fail could have the next one made
  /// by a weaker mechanism.
  func permitted(_ mechanisms: [MechanismName]) -> [MechanismName] {
    guard let failed = state.withLockedValue({ $0.failed }), let index = mechanisms.firstIndex(of: failed) else {
      return mechanisms
    }
    return Array(mechanisms[...index])
  }

  var keyCount: Int { state.withLockedValue { $0.keys.count } }

  func noteFailure(of mechanism: MechanismName) {
    state.withLockedValue { $0.failed = mechanism }
  }

  func noteSuccess() {
    state.withLockedValue { $0.failed = nil }
  }

  /// Derives the keys unless they are known for these parameters.
  func keys(
    for parameters: SCRAMParameters, _ derive: () throws(SASLError) -> SCRAMKeys
  ) throws(SASLError) -> SCRAMKeys {
    if let keys = state.withLockedValue({ $0.keys[parameters] }) { return keys }
    let keys = try derive()
    state.withLockedValue { state in
      if state.keys.count >= Self.maximumKeys { state.keys.removeAll() }
      state.keys[parameters] = keys
    }
    return keys
  }
}
