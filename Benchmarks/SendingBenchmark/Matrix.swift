import BenchmarkSupport
import Foundation

/// Measures all clients in one cell after the other, a run of each in turn, so that what else the machine does falls on all.
struct Matrix {
  struct Settings: Sendable {
    /// The most runs of a client in a cell; their median counts.
    var runs = 3
    /// How long one run should take, in seconds. How many messages that is is learnt from a first run.
    var secondsPerRun = 0.4
    /// A client that has used so many seconds in a cell is not run there again.
    var secondsPerClient = 3.0
    /// A run is killed after so many seconds.
    var limit = 20.0
    /// No cell begins after this.
    var deadline: ContinuousClock.Instant
  }

  let stage: Stage
  let clients: [Client]
  let settings: Settings
  private(set) var outcomes: [Cell: [String: Outcome]] = [:]
  private(set) var omitted: [Cell] = []

  init(stage: Stage, clients: [Client], settings: Settings) {
    self.stage = stage
    self.clients = clients
    self.settings = settings
  }

  mutating func run(_ cells: [Cell], say: (String) -> Void) {
    for (number, cell) in cells.enumerated() {
      guard ContinuousClock.now < settings.deadline else {
        omitted.append(cell)
        continue
      }
      let share = (settings.deadline - .now) / (cells.count - number)
      let outcome = measure(cell, until: Cell.bars.contains(cell) ? settings.deadline : .now + share)
      outcomes[cell] = outcome
      let rates = clients.compactMap { client in
        outcome[client.name].map { "\(client.name) \($0.messagesPerSecond.map(Table.figure) ?? "failed")" }
      }
      say("\(number + 1)/\(cells.count) \(cell.name): \(rates.joined(separator: ", "))")
      for client in clients {
        guard let result = outcome[client.name], let failure = result.failure else { continue }
        say("  \(client.name): \(failure) \(result.failureDetail)")
      }
    }
  }

  /// One client's place in a cell.
  private struct Turn {
    let client: Client
    var count: Int
    var used = 0.0
    var outcome = Outcome()
  }

  /// - Parameter end: no second run of each begins after this, so that the time is enough for the cells that follow.
  private func measure(_ cell: Cell, until end: ContinuousClock.Instant) -> [String: Outcome] {
    var turns = clients.filter { $0.canSend(over: cell.sink.security) }.map {
      Turn(client: $0, count: cell.connections * cell.size.trial)
    }
    for index in turns.indices { tryOut(&turns[index], cell) }
    for round in 0..<settings.runs where round == 0 || ContinuousClock.now < end {
      for index in turns.indices {
        let turn = turns[index]
        guard turn.outcome.failure == nil, turn.outcome.samples.count < settings.runs,
          turn.outcome.samples.isEmpty || turn.used < settings.secondsPerClient
        else { continue }
        run(&turns[index], cell)
      }
    }
    return Dictionary(uniqueKeysWithValues: turns.map { ($0.client.name, $0.outcome) })
  }

  /// The first run warms up, and shows how many messages make a run. Where it took long enough itself, it counts.
  private func tryOut(_ turn: inout Turn, _ cell: Cell) {
    do {
      let (measured, sample) = try stage.measure(turn.client, cell, count: turn.count, limit: settings.limit)
      turn.used += measured.seconds
      if measured.seconds >= settings.secondsPerRun {
        turn.outcome.samples.append(sample)
      } else {
        let rounds = (sample.messagesPerSecond * settings.secondsPerRun / Double(cell.connections)).rounded(.up)
        turn.count = cell.connections * Int(min(max(rounds, 1), 100_000))
      }
    } catch {
      turn.outcome.fail(error)
    }
  }

  private func run(_ turn: inout Turn, _ cell: Cell) {
    do {
      let (measured, sample) = try stage.measure(turn.client, cell, count: turn.count, limit: settings.limit)
      turn.used += measured.seconds
      turn.outcome.samples.append(sample)
    } catch {
      turn.outcome.fail(error)
    }
  }
}
