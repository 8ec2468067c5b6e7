import NIOCore
import Testing

@testable import SMTPSending

@Suite("The pool's state")
struct PoolStateTests {
  @Test("messages are carried in the order in which they came, by whatever connection has room first")
  func order() {
    let pool = PoolBench { $0.maximumConnections = 2 }
    #expect(pool.add(1) == ["open 0"])
    #expect(pool.add(2) == ["open 1"])
    #expect(pool.add(3).isEmpty, "the cap is reached")
    #expect(pool.open(1) == ["carry 1"])
    #expect(pool.open(0) == ["carry 2"])
    #expect(pool.next(0, isEmpty: false) == ["carry 3"], "behind the one that it carries")
    #expect(pool.next(1, isEmpty: false) == ["nothing"])
    #expect(pool.next(1) == ["rest"])
  }

  @Test("no more connections are opened than messages wait, and the cap of the limits counts")
  func openings() {
    let pool = PoolBench {
      $0.maximumConnections = 10
      $0.limits.connections = 3
    }
    #expect((1...5).flatMap { pool.add($0) } == ["open 0", "open 1", "open 2"])
    #expect(pool.open(0) == ["carry 1"])
    #expect(pool.next(0) == ["carry 2"])
    #expect(pool.next(0) == ["carry 3"])
    #expect(pool.next(0) == ["carry 4"])
    #expect(pool.add(6).isEmpty, "two are being opened for the two that wait")
    #expect(pool.closed(0).isEmpty)
    #expect(pool.add(7) == ["open 3"])
  }

  @Test("of those idle, the one used last is used first")
  func idle() {
    let pool = PoolBench()
    for number in 1...3 { pool.add(number) }
    for id in 0...2 { _ = pool.open(id) }
    for id in [1, 2, 0] { #expect(pool.next(id) == ["rest"]) }
    #expect(pool.add(4) == ["carry 4 on 0"])
    #expect(pool.add(5) == ["carry 5 on 2"])
    #expect(pool.next(2) == ["rest"])
    #expect(pool.add(6) == ["carry 6 on 2"])
  }

  @Test("an idle connection that was given a message may not retire, and one that retires is given none")
  func retiring() {
    let pool = PoolBench()
    pool.add(1)
    _ = pool.open(0)
    #expect(!pool.retire(0), "it is busy")
    _ = pool.next(0)
    #expect(pool.add(2) == ["carry 2 on 0"])
    #expect(!pool.retire(0), "the message is on its way to it")
    #expect(pool.next(0) == ["rest"])
    #expect(pool.retire(0))
    #expect(!pool.retire(0))
    #expect(pool.add(3) == ["open 1"])
    #expect(pool.next(0) == ["nothing"])
  }

  @Test("a connection that has died idle is given nothing")
  func diedIdle() {
    let pool = PoolBench()
    pool.add(1)
    _ = pool.open(0)
    _ = pool.next(0)
    #expect(pool.closed(0).isEmpty)
    #expect(pool.add(2) == ["open 1"])
    #expect(pool.state.connectionCount == 1)
  }

  @Test("a connection that has reached its age takes no further message, idle or not")
  func age() {
    let pool = PoolBench { $0.maximumAge = .seconds(10) }
    pool.add(1)
    pool.add(2)
    _ = pool.open(0)
    _ = pool.open(1)
    #expect(pool.next(1) == ["rest"])
    pool.pass(.seconds(9))
    #expect(pool.add(3) == ["carry 3 on 1"])
    #expect(pool.next(1) == ["rest"])
    pool.pass(.seconds(1))
    #expect(pool.next(0, isEmpty: false) == ["nothing"])
    #expect(pool.next(0) == ["leave"])
    #expect(pool.add(4) == ["leave 1", "open 2"])
  }

  @Test("a connection carries as many messages as the settings say, or the server where it says fewer")
  func messageLimits() {
    for (own, server, count) in [(2, nil, 2), (2, 5, 2), (5, 2, 2), (nil, 2, 2)] as [(Int?, Int?, Int)] {
      let pool = PoolBench {
        $0.maximumMessages = own
        $0.maximumConnections = 1
      }
      for number in 1...(count + 1) { pool.add(number) }
      #expect(pool.open(0, messageLimit: server) == ["carry 1"])
      #expect(pool.next(0, isEmpty: false) == ["carry 2"])
      #expect(pool.next(0, isEmpty: false) == ["nothing"])
      #expect(pool.next(0) == ["leave"])
      #expect(pool.closed(0) == ["open 1"])
    }
  }

  @Test("a connection whose server limits domains takes no message that would be one too many, idle or not")
  func domainLimits() {
    let pool = PoolBench { $0.maximumConnections = 1 }
    pool.add(1, domains: ["a.org", "b.org", "c.org"])
    pool.add(2, domains: ["c.org"])
    pool.add(3, domains: ["d.org"])
    #expect(pool.open(0, domainLimit: 2) == ["carry 1"], "no other connection would take more")
    #expect(pool.next(0, isEmpty: false) == ["nothing"])
    #expect(pool.next(0) == ["leave"])
    #expect(pool.closed(0) == ["open 1"])
    #expect(pool.open(1, domainLimit: 2) == ["carry 2"])
    #expect(pool.next(1) == ["carry 3"])
    #expect(pool.next(1) == ["rest"])
    #expect(pool.add(4, domains: ["d.org"]) == ["carry 4 on 1"])
    #expect(pool.next(1) == ["rest"])
    #expect(pool.add(5, domains: ["e.org"]) == ["leave 1"])
    #expect(pool.closed(1) == ["open 2"])
    #expect(pool.open(2, domainLimit: 2) == ["carry 5"])
  }

  @Test("no more connections are opened than the pace lets messages go")
  func pacedOpenings() {
    let pool = PoolBench {
      $0.maximumConnections = 10
      $0.limits.messagesPerMinute = 2
    }
    #expect((1...4).flatMap { pool.add($0) } == ["open 0", "open 1"])
    #expect(pool.open(0) == ["carry 1"])
    #expect(pool.open(1) == ["carry 2"])
    #expect(pool.next(0) == ["rest", "wake at 60"])
    pool.pass(.seconds(60))
    #expect(pool.wake() == ["carry 3 on 0", "open 2"])
  }

  @Test("a message that has waited too long fails, and those behind it do not")
  func waitingLimit() {
    let pool = PoolBench {
      $0.waitingLimit = .seconds(5)
      $0.maximumConnections = 1
    }
    #expect(pool.add(1) == ["open 0", "wake at 5"])
    pool.pass(.seconds(3))
    #expect(pool.add(2).isEmpty, "the clock is set already")
    pool.pass(.seconds(2))
    #expect(pool.wake() == ["fail 1: waitedTooLong", "wake at 8"])
    pool.pass(.seconds(2))
    #expect(pool.open(0) == ["carry 2"])
  }

  @Test("a message whose time is up is not carried, though nobody was woken yet")
  func waitingLimitAtOpening() {
    let pool = PoolBench { $0.waitingLimit = .seconds(5) }
    pool.add(1)
    pool.pass(.seconds(5))
    #expect(pool.open(0) == ["rest", "fail 1: waitedTooLong"])
  }

  @Test("a message that is cancelled while it waits")
  func cancelledWaiting() {
    let pool = PoolBench { $0.maximumConnections = 1 }
    let requests = (1...3).map { StubRequest($0) }
    for request in requests { _ = pool.add(request) }
    #expect(pool.cancel(requests[1]) == ["cancelled 2"])
    #expect(pool.cancel(requests[1]).isEmpty)
    #expect(pool.open(0) == ["carry 1"])
    #expect(pool.cancel(requests[0]).isEmpty, "it is no longer here")
    #expect(pool.next(0) == ["carry 3"])
  }

  @Test("an opening that becomes superfluous is cancelled, and is unwanted where it succeeds nevertheless")
  func superfluousOpening() {
    let pool = PoolBench()
    let request = StubRequest(1)
    _ = pool.add(request)
    #expect(pool.cancel(request) == ["cancel opening 0 for 1"])
    #expect(pool.state.connectionCount == 0)
    #expect(pool.open(0) == ["unwanted"])
    #expect(pool.next(0) == ["nothing"])
    #expect(pool.fail(0, isTemporary: true).isEmpty)
    #expect(pool.add(2) == ["open 1"])
  }

  @Test("an opening that fails for now costs one message its attempt; one that fails for good costs all")
  func openingFailed() {
    let pool = PoolBench { $0.maximumConnections = 2 }
    for number in 1...4 { pool.add(number) }
    #expect(pool.fail(0, isTemporary: true) == ["failed 1", "open 2"])
    #expect(pool.fail(1, isTemporary: false) == ["failed 2", "failed 3", "failed 4"])
    #expect(pool.open(2) == ["rest"])
  }

  @Test("closing drains: what waits is sent, idle connections leave, and nothing more is taken")
  func draining() {
    let pool = PoolBench { $0.maximumConnections = 2 }
    for number in 1...2 { pool.add(number) }
    _ = pool.open(0)
    _ = pool.open(1)
    _ = pool.next(1)
    pool.add(3)
    pool.add(4)
    #expect(pool.next(1) == ["carry 4"])
    #expect(pool.next(1) == ["rest"])
    #expect(pool.close() == ["leave 1"])
    #expect(pool.add(5) == ["fail 5: shutDown"])
    #expect(pool.next(0) == ["leave"])
    #expect(!pool.state.isDrained)
    #expect(pool.closed(0).isEmpty)
    #expect(pool.closed(1).isEmpty)
    #expect(pool.state.isDrained)
  }

  @Test("closing with messages waiting and nothing open: they are sent, or dropped where that is asked for")
  func closingWithWaiting() {
    var pool = PoolBench()
    pool.add(1)
    #expect(pool.close().isEmpty)
    #expect(pool.open(0) == ["carry 1"])
    #expect(pool.next(0) == ["leave"])
    pool = PoolBench()
    pool.add(1)
    #expect(pool.close(dropsWaiting: true) == ["fail 1: shutDown", "cancel opening 0"])
    #expect(pool.state.isDrained)
  }

  @Test("what is over the limit by the minute waits, and is carried on time by a connection that is idle")
  func pace() {
    let pool = PoolBench {
      $0.maximumConnections = 1
      $0.limits.messagesPerMinute = 2
    }
    for number in 1...3 { pool.add(number) }
    _ = pool.open(0)
    #expect(pool.next(0) == ["carry 2"])
    // Nothing else would happen until the connection is closed for being idle.
    #expect(pool.next(0) == ["rest", "wake at 60"])
    pool.pass(.seconds(60))
    #expect(pool.wake() == ["carry 3 on 0"])
  }

  @Test("what the pace holds back fails when its time is up, and is looked at again when its turn may come first")
  func paceAndWaitingLimit() {
    func bench(_ limit: Duration) -> PoolBench {
      let pool = PoolBench {
        $0.maximumConnections = 1
        $0.limits.messagesPerMinute = 1
        $0.waitingLimit = limit
      }
      pool.add(1)
      _ = pool.open(0)
      return pool
    }
    var pool = bench(.seconds(30))
    #expect(pool.wake().isEmpty, "the time of the first is nobody's now")
    #expect(pool.add(2) == ["wake at 30"])
    pool.pass(.seconds(30))
    #expect(pool.wake() == ["fail 2: waitedTooLong"])
    pool = bench(.seconds(100))
    #expect(pool.add(2) == ["wake at 60"], "though the clock is set to 100 already")
  }

  @Test("what is over the limit of the day fails at once, also where a connection asks for it, and less may pass")
  func dailyLimit() {
    let pool = PoolBench {
      $0.maximumConnections = 1
      $0.limits.recipientsPerDay = 10
    }
    pool.add(1, recipients: 8)
    pool.add(2, recipients: 3)
    pool.add(3, recipients: 2)
    #expect(pool.open(0) == ["carry 1"])
    #expect(pool.next(0) == ["carry 3", "fail 2: daily limit for 86400 s"])
    pool.pass(.hours(1))
    #expect(pool.add(4) == ["fail 4: daily limit for 82800 s"])
    pool.pass(.hours(23))
    #expect(pool.next(0) == ["leave"], "it is a day old")
  }
}

@Suite("The pace of sending")
struct SendingPaceTests {
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  @Test("30 a minute are 30 within any 60 seconds")
  func slides() {
    var pace = SendingPace(.microsoft365)
    for second in 0..<30 {
      let now = start + .seconds(Int64(second))
      #expect(pace.delay(for: 1, now: now) == .none)
      pace.note(recipients: 1, now: now)
    }
    #expect(pace.delay(for: 1, now: start + .seconds(30)) == .until(start + .seconds(60)))
    #expect(pace.delay(for: 1, now: start + .milliseconds(59_999)) == .until(start + .seconds(60)))
    #expect(pace.delay(for: 1, now: start + .seconds(60)) == .none)
    pace.note(recipients: 1, now: start + .seconds(60))
    #expect(pace.delay(for: 1, now: start + .seconds(60)) == .until(start + .seconds(61)))
  }

  @Test("recipients of a day are those of any 24 hours, and the error says when there is room")
  func day() {
    var pace = SendingPace(.gmail)
    pace.note(recipients: 300, now: start)
    pace.note(recipients: 150, now: start + .hours(1))
    let now = start + .hours(2)
    #expect(pace.delay(for: 50, now: now) == .none)
    #expect(pace.delay(for: 51, now: now) == .tooMany(until: start + .hours(24)))
    #expect(pace.delay(for: 351, now: now) == .tooMany(until: start + .hours(25)))
    #expect(pace.delay(for: 501, now: now) == .tooMany(until: now + .hours(24)), "never")
    let almost = start + .hours(24) - .nanoseconds(1)
    #expect(pace.delay(for: 350, now: almost) == .tooMany(until: start + .hours(24)))
    #expect(pace.delay(for: 350, now: start + .hours(24)) == .none)
  }
}
