@testable import MailSandbox
import SMTPCore
import TLSWire
import Testing

@Suite("Rules", .timeLimit(.minutes(1)))
struct RuleBookTests {
  private let no = Reply(550, "5.7.1", "No")

  private func situation(
    _ stage: SandboxScript.Stage, connection: Int = 1, version: TLSVersion? = nil, user: String? = nil,
    at seconds: Int = 0
  ) -> RuleBook.Situation {
    .init(
      stage: stage, connection: connection, isSecure: version != nil, version: version, user: user,
      now: .seconds(seconds))
  }

  @Test("AUTH and MAIL wait for TLS, nothing else does", arguments: SandboxScript.Stage.allCases)
  func requireTLS(stage: SandboxScript.Stage) {
    var book = RuleBook()
    let verdict = book.verdict(of: .requireTLS(no), in: situation(stage))
    #expect(verdict == ([.auth, .mail].contains(stage) ? .reply(no) : .proceed))
    #expect(book.verdict(of: .requireTLS(no), in: situation(stage, version: .tls12)) == .proceed)
  }

  @Test("MAIL waits for AUTH")
  func requireAuthentication() {
    var book = RuleBook()
    #expect(book.verdict(of: .requireAuthentication(no), in: situation(.mail)) == .reply(no))
    #expect(book.verdict(of: .requireAuthentication(no), in: situation(.mail, user: "a@example.com")) == .proceed)
    #expect(book.verdict(of: .requireAuthentication(no), in: situation(.rset)) == .proceed)
  }

  @Test(
    "The version on the wire decides, at AUTH and at MAIL",
    arguments: [
      (TLSVersion.tls10, true), (.tls11, true), (.tls12, false), (.tls13, false),
    ])
  func rejectTLS(version: TLSVersion, isRejected: Bool) {
    var book = RuleBook()
    let rule = SandboxRule.rejectTLS(below: .tls12, no)
    let expected: RuleBook.Verdict = isRejected ? .replyAndClose(no) : .proceed
    #expect(book.verdict(of: rule, in: situation(.auth, version: version)) == expected)
    #expect(book.verdict(of: rule, in: situation(.mail, version: version)) == expected)
    #expect(book.verdict(of: rule, in: situation(.ehlo, version: version)) == .proceed)
    #expect(book.verdict(of: rule, in: situation(.mail)) == .proceed)
  }

  @Test("A share is about that share, the same for one seed and another for the next")
  func share() {
    func chosen(_ share: Double, seed: UInt64) -> [Bool] {
      var book = RuleBook()
      let rule = SandboxRule.rejectTLS(below: .tls12, share: share, seed: seed, no)
      return (1...2000).map {
        book.verdict(of: rule, in: situation(.auth, connection: $0, version: .tls10)) != .proceed
      }
    }
    let some = chosen(0.3, seed: 7)
    #expect(some.count(where: \.self) == 628)
    #expect(some.prefix(100).count(where: \.self) == 24)
    #expect(some == chosen(0.3, seed: 7))
    #expect(some != chosen(0.3, seed: 8))
    #expect(!chosen(0, seed: 7).contains(true))
    #expect(!chosen(1, seed: 7).contains(false))
  }

  @Test("A fourth connection of one user is one too many until one of the three ends")
  func connectionLimit() {
    var book = RuleBook()
    let rule = SandboxRule.limitConnectionsPerUser(3, no)
    func login(_ connection: Int, _ user: String) -> RuleBook.Verdict {
      book.verdict(of: rule, in: situation(.auth, connection: connection, user: user))
    }
    #expect([1, 2, 3].map { login($0, "a@example.com") } == [.proceed, .proceed, .proceed])
    #expect(login(4, "A@Example.com") == .reply(no))
    #expect(login(5, "b@example.com") == .proceed)
    #expect(login(2, "a@example.com") == .proceed)
    book.connectionEnded(2)
    #expect(login(4, "a@example.com") == .proceed)
    #expect(login(6, "a@example.com") == .reply(no))
  }

  @Test("Wrong credentials take no place")
  func connectionLimitWithoutUser() {
    var book = RuleBook()
    let rule = SandboxRule.limitConnectionsPerUser(1, no)
    #expect(book.verdict(of: rule, in: situation(.auth, connection: 1)) == .proceed)
    #expect(book.verdict(of: rule, in: situation(.auth, connection: 2, user: "a")) == .proceed)
  }

  @Test("Messages beyond the rate wait for the window, one behind the other")
  func messageRate() {
    var book = RuleBook()
    let rule = SandboxRule.limitMessageRate(2, per: .seconds(60))
    func send(_ second: Int, _ user: String = "a") -> RuleBook.Verdict {
      book.verdict(of: rule, in: situation(.message, user: user, at: second))
    }
    #expect(send(0) == .proceed)
    #expect(send(10) == .proceed)
    #expect(send(20, "b") == .proceed)
    #expect(send(20) == .wait(.seconds(40)))
    #expect(send(20) == .wait(.seconds(50)))
    #expect(send(20) == .wait(.seconds(100)))
    #expect(send(200) == .proceed)
  }
}
