import Foundation
import NIOCore
import NIOPosix
import Sealpost

/// Sealpost's side of the benchmark: one `SMTPClient`, used by many tasks at once as a service would use it that sends much:
/// tasks and connections share a thread.
struct OurSender {
  let job: Job
  private let loop = MultiThreadedEventLoopGroup.singleton.next()

  /// How many tasks send at the same time for each connection, so that the next message is there when there is room for it.
  private static let tasksPerConnection = 4

  struct WrongReceipt: Error {
    let receipt: DeliveryReceipt
  }

  private func client() throws -> SMTPClient {
    let mode: TLSPolicy.Mode =
      switch job.security {
      case .plain: .dangerouslyPlaintext
      case .tls: .implicit
      case .startTLS: .startTLS
      }
    var policy = TLSPolicy(mode)
    if mode != .dangerouslyPlaintext {
      policy.minimum = .tls13
      policy.trustRoots = .none
      policy.additionalTrustRoots = [.file(job.authority)]
    }
    var configuration = SMTPClient.Configuration(host: job.host, port: job.port, tls: policy)
    configuration.pool.maximumConnections = job.connections
    if !job.reusesConnections { configuration.pool.maximumMessages = 1 }
    configuration.retryPolicy = .never
    return try SMTPClient(configuration, eventLoopGroup: loop)
  }

  /// Sends the job's messages, and believes a receipt only with its evidence.
  func send() async throws -> Measured {
    let message = try StoredMessage(bytes: Array(Data(contentsOf: URL(filePath: job.message))))
    let tasks = min(job.count, job.connections * Self.tasksPerConnection)
    let measuring = Measuring()
    let client = try client()
    let executor = EventLoopTaskExecutor(loop)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<tasks {
        group.addTask(executorPreference: executor) {
          for _ in stride(from: index, to: job.count, by: tasks) {
            try check(try await client.send(message))
          }
        }
      }
      try await group.waitForAll()
    }
    return measuring.end(sent: job.count)
  }

  private func check(_ receipt: DeliveryReceipt) throws {
    let isSecure = job.security == .plain ? receipt.tls == nil : receipt.tls?.version == .tls13
    guard receipt.outcome == .accepted, isSecure else { throw WrongReceipt(receipt: receipt) }
  }

  /// Sends a message with the job's file attached, from disk, so that its peak of memory can be seen from outside.
  func sendAttachment() async throws -> Measured {
    var message = Message(
      from: try Mailbox("sender@example.test"), to: [try Mailbox("recipient@example.test")], subject: "A large file",
      text: "It is attached.\n")
    message.attachments.append(try Attachment(file: job.message))
    let measuring = Measuring()
    try check(try await client().send(message))
    return measuring.end(sent: 1)
  }

  /// Opens the job's connections, lets them idle, and tells what each holds resident, in bytes.
  func holdIdle() async throws -> Int {
    let client = try client()
    try await hold(1, client) {}
    let before = ResidentMemory.current
    var after = before
    try await hold(job.connections, client) {
      // What the handshakes have left to be freed is freed in this time.
      try await Task.sleep(for: .seconds(1))
      after = ResidentMemory.current
    }
    return (after - before) / job.connections
  }

  private func hold(_ count: Int, _ client: SMTPClient, _ body: () async throws -> Void) async throws {
    let (secured, ready) = AsyncStream.makeStream(of: Void.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask {
          do {
            try await client.holdConnection { progress in
              if case .secured = progress { ready.yield() }
            }
          } catch {
            if !Task.isCancelled {
              ready.finish()
              throw error
            }
          }
        }
      }
      var open = 0
      for await _ in secured {
        open += 1
        if open == count { break }
      }
      if open == count { try await body() }
      group.cancelAll()
      try await group.waitForAll()
    }
  }
}
