import Dispatch

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Signals as elements of a stream.
enum SignalStream {
  /// Catches each of the signals once: the second of its kind does what it does by default, so that a person can end a
  /// program that is slow to end.
  static func make(_ numbers: [Int32]) -> AsyncStream<Int32> {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    // A dispatch source may be cancelled on any thread, which its type does not say.
    nonisolated(unsafe) let sources = numbers.map { number in
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        _ = signal(number, SIG_DFL)
        continuation.yield(number)
      }
      source.resume()
      return source
    }
    continuation.onTermination = { _ in
      for source in sources { source.cancel() }
      for number in numbers { _ = signal(number, SIG_DFL) }
    }
    return stream
  }
}
