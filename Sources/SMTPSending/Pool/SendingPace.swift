import NIOCore

/// Keeps to ``SendingLimits`` of messages a minute and recipients a day, over windows that slide.
struct SendingPace: Sendable {
  enum Delay: Equatable {
    case none
    case until(NIODeadline)
    /// The day's recipients are used up until then.
    case tooMany(until: NIODeadline)
  }

  private let limits: SendingLimits
  private var messages = CircularBuffer<NIODeadline>()
  private var recipients = CircularBuffer<(at: NIODeadline, count: Int)>()
  private var recipientCount = 0

  init(_ limits: SendingLimits) {
    self.limits = limits
  }

  mutating func delay(for count: Int, now: NIODeadline) -> Delay {
    if let limit = limits.recipientsPerDay {
      while let first = recipients.first, first.at + .hours(24) <= now {
        recipientCount -= first.count
        recipients.removeFirst()
      }
      if recipientCount + count > limit { return .tooMany(until: roomFor(count, limit, now: now)) }
    }
    if let limit = limits.messagesPerMinute {
      while let first = messages.first, first + .minutes(1) <= now { messages.removeFirst() }
      if let first = messages.first, messages.count >= limit { return .until(first + .minutes(1)) }
    }
    return .none
  }

  /// How many messages may go now; nil for any number. To be asked after ``delay(for:now:)``.
  var room: Int? { limits.messagesPerMinute.map { max(0, $0 - messages.count) } }

  mutating func note(recipients count: Int, now: NIODeadline) {
    if limits.messagesPerMinute != nil { messages.append(now) }
    if limits.recipientsPerDay != nil {
      recipients.append((now, count))
      recipientCount += count
    }
  }

  /// When so many recipients fit again; a day from now where they never would.
  private func roomFor(_ count: Int, _ limit: Int, now: NIODeadline) -> NIODeadline {
    var excess = recipientCount + count - limit
    for entry in recipients {
      excess -= entry.count
      if excess <= 0 { return entry.at + .hours(24) }
    }
    return now + .hours(24)
  }
}
