import Foundation
import NIOConcurrencyHelpers

/// The lines that a program has written so far, to be read at any time and awaited.
final class LineLog: Sendable {
  /// The program closed its output before the awaited line came.
  struct Ended: Error, CustomStringConvertible {
    let awaited: String
    let lines: [String]
    var description: String { "output ended before \(awaited):\n" + lines.joined(separator: "\n") }
  }

  private struct State {
    var lines: [String] = []
    var unfinished = Data()
    var ended = false
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = NIOLockedValueBox(State())

  var lines: [String] { state.withLockedValue { $0.lines } }

  var text: String { lines.joined(separator: "\n") }

  func append(_ data: Data) {
    change { state in
      var pieces = data.split(separator: 0x0A, omittingEmptySubsequences: false)
      guard let rest = pieces.popLast() else { return }
      for piece in pieces {
        state.lines.append(String(decoding: state.unfinished + piece, as: UTF8.self))
        state.unfinished = Data()
      }
      state.unfinished += rest
    }
  }

  func end() {
    change { state in
      if !state.unfinished.isEmpty {
        state.lines.append(String(decoding: state.unfinished, as: UTF8.self))
        state.unfinished = Data()
      }
      state.ended = true
    }
  }

  /// Waits until `find` makes something of all the lines so far; it is asked again whenever more have come.
  ///
  /// Throws ``Ended`` when the output ends first, and `CancellationError` when the task is cancelled.
  @discardableResult
  func wait<Found: Sendable>(
    for awaited: String, until find: @Sendable ([String]) throws -> Found?
  ) async throws -> Found {
    while true {
      let (lines, ended) = state.withLockedValue { ($0.lines, $0.ended) }
      if let found = try find(lines) { return found }
      if ended { throw Ended(awaited: awaited, lines: lines) }
      try Task.checkCancellation()
      await nextChange(beyond: lines.count)
    }
  }

  /// Waits until the program, and whatever else writes to the same place, has closed its output.
  func waitForEnd() async throws {
    while true {
      let (count, ended) = state.withLockedValue { ($0.lines.count, $0.ended) }
      if ended { return }
      try Task.checkCancellation()
      await nextChange(beyond: count)
    }
  }

  /// Waits for the first line at or after `start` that contains `text`.
  @discardableResult
  func line(containing text: String, from start: Int = 0) async throws -> String {
    try await wait(for: "\"\(text)\"") { lines in
      lines.dropFirst(start).first { $0.contains(text) }
    }
  }

  private func change(_ apply: (inout State) -> Void) {
    let waiters = state.withLockedValue { state in
      apply(&state)
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  private func nextChange(beyond count: Int) async {
    let id = state.withLockedValue { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let waits = state.withLockedValue { state in
          // A cancellation that came before this lock found no waiter to wake.
          guard state.lines.count <= count, !state.ended, !Task.isCancelled else { return false }
          state.waiters[id] = continuation
          return true
        }
        if !waits { continuation.resume() }
      }
    } onCancel: {
      state.withLockedValue { $0.waiters.removeValue(forKey: id) }?.resume()
    }
  }
}
