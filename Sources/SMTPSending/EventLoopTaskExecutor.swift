public import NIOCore

/// Runs tasks on an event loop, so that what they await of a client on the same loop comes without a change of thread.
///
///     let loop = MultiThreadedEventLoopGroup.singleton.next()
///     let client = try SMTPClient(configuration, eventLoopGroup: loop)
///     try await withTaskExecutorPreference(EventLoopTaskExecutor(loop)) {
///       for message in messages { try await client.send(message) }
///     }
///
/// It is for programs that send thousands of small messages a second, where to wake another thread for each of them costs as
/// much as to send it. What runs on it must not block: the loop has the client's connections to look after. The loop must run for as
/// long as the tasks do.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, *)
public final class EventLoopTaskExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  public init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

extension EventLoop {
  /// Begins a task that runs on this loop, where the system can do that.
  func startTask(_ operation: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    if #available(macOS 15, iOS 18, tvOS 18, watchOS 11, *) {
      Task(executorPreference: EventLoopTaskExecutor(self), operation: operation)
    } else {
      Task(operation: operation)
    }
  }
}

/// Runs what a caller gave, which may block, where no connection has to wait for it.
func offEventLoop(_ operation: () async -> Void) async {
  if #available(macOS 15, iOS 18, tvOS 18, watchOS 11, *) {
    await withTaskExecutorPreference(globalConcurrentExecutor, operation: operation)
  } else {
    await operation()
  }
}
