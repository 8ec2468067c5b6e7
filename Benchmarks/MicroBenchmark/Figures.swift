import CCounters
import Foundation

/// What one time of a piece of work costs.
struct Figures {
  let nanoseconds: Double
  let allocations: Double
  let allocatedBytes: Double
  /// Nil where nothing counts them.
  var instructions: Double?

  /// The median of so many rounds counts.
  private static let rounds = 9
  private static let secondsPerRound = 0.05

  init(_ piece: Piece) {
    piece.work(10)
    var count = 1
    while Self.seconds({ piece.work(count) }) < Self.secondsPerRound / 4 { count *= 2 }
    count *= 4
    let times = (0..<Self.rounds).map { _ in Self.seconds { piece.work(count) } }.sorted()
    nanoseconds = times[times.count / 2] * 1e9 / Double(count)

    let (allocations, bytes) = (counters_allocations(), counters_allocated_bytes())
    piece.work(1000)
    self.allocations = Double(counters_allocations() - allocations) / 1000
    allocatedBytes = Double(counters_allocated_bytes() - bytes) / 1000

    let instructions = counters_instructions()
    piece.work(1000)
    let after = counters_instructions()
    self.instructions = after > instructions ? Double(after - instructions) / 1000 : nil
  }

  private static func seconds(_ work: () -> Void) -> Double {
    let began = ContinuousClock.now
    work()
    return (ContinuousClock.now - began) / .seconds(1)
  }
}
