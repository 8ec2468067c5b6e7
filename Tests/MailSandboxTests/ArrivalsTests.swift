@testable import MailSandbox
import Testing

@Suite("Waiting for arrivals", .timeLimit(.minutes(1)))
struct ArrivalsTests {
  @Test("Each is handed out once, in order, waited for or not")
  func order() async throws {
    let arrivals = Arrivals<Int>()
    arrivals.append(1)
    #expect(try await arrivals.next() == 1)
    async let second = arrivals.next()
    arrivals.append(2)
    arrivals.append(3)
    #expect(try await second == 2)
    #expect(try await arrivals.next() == 3)
    #expect(arrivals.all == [1, 2, 3])
  }

  @Test("Whoever waits at the end is told")
  func finish() async {
    let arrivals = Arrivals<Int>()
    let waiting = Task { try await arrivals.next() }
    arrivals.finish()
    await #expect(throws: SandboxError.shutDown) { try await waiting.value }
    await #expect(throws: SandboxError.shutDown) { try await arrivals.next() }
  }

  @Test("A cancelled wait takes nothing away")
  func cancel() async throws {
    let arrivals = Arrivals<Int>()
    let waiting = Task { try await arrivals.next() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    arrivals.append(1)
    #expect(try await arrivals.next() == 1)
  }

  @Test("Every stream sees what comes after it was opened, and all end")
  func broadcast() async {
    let broadcast = Broadcast<Int>()
    let first = broadcast.stream()
    broadcast.send(1)
    let second = broadcast.stream()
    broadcast.send(2)
    broadcast.finish()
    let late = broadcast.stream()
    var seen: [[Int]] = []
    for stream in [first, second, late] {
      var elements: [Int] = []
      for await element in stream { elements.append(element) }
      seen.append(elements)
    }
    #expect(seen == [[1, 2], [2], []])
  }
}
