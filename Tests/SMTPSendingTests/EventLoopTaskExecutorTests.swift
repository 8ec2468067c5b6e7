import MIME
import MailSandbox
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import SMTPSending
import Testing

@Suite("Tasks on an event loop", .timeLimit(.minutes(1)))
struct EventLoopTaskExecutorTests {
  private let loop = MultiThreadedEventLoopGroup.singleton.next()

  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, *)
  @Test("a task is on its loop, and still is after a message")
  func staysOnLoop() async throws {
    try await withSandbox { sandbox in
      let client = try SMTPClient(sandbox.configuration, eventLoopGroup: loop)
      let message = try Message.sample()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...10 {
          group.addTask(executorPreference: EventLoopTaskExecutor(loop)) {
            #expect(loop.inEventLoop)
            let receipt = try await client.send(message)
            #expect(receipt.outcome == .accepted)
            #expect(loop.inEventLoop)
          }
        }
        try await group.waitForAll()
      }
      #expect(sandbox.messages.count == 10)
    }
  }

  @Test("what a caller is told while a connection is opened, it is told where it may block")
  func progressMayBlock() async throws {
    try await withSandbox { sandbox in
      let client = try SMTPClient(sandbox.configuration, eventLoopGroup: loop)
      let onLoop = NIOLockedValueBox<[Bool]>([])
      _ = try await client.send(try Message.sample()) { _ in onLoop.withLockedValue { $0.append(loop.inEventLoop) } }
      #expect(onLoop.withLockedValue { $0 } == [false, false, false])
    }
  }
}
