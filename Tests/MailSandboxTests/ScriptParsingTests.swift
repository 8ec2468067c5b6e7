import MailSandbox
import SMTPCore
import TLSWire
import Testing

@Suite("Reading a script", .timeLimit(.minutes(1)))
struct ScriptParsingTests {
  @Test("A text says the same as Swift does")
  func everyForm() throws {
    let script = try SandboxScript(
      parsing: """
        # three times, then whatever the profile says

        MAIL: 421 4.3.2 Try later. *3
        rcpt <Bob@Example.com>: 550 5.1.1 No such user. *forever
        rcpt <@example.org>: close 554 Go away
        greeting: delay=30s proceed
        ehlo: 250 mail.example.com\\nPIPELINING\\nSIZE 1000
        starttls: 454 4.7.0 Not now
        tls: delay=2s drop
        TLS: certificate wrong-name *2
        tls: versions 1.0-1.1
        tls: versions 1.3
        tls: repeat
        message: kept drop
        message: delay=2m lost 250 2.0.0 Queued: 12*34
        quit: drip=100ms 221 2.0.0 Bye
        noop: drop
        noop: repeat
        transfer: after=64k delay=1s drop
        transfer: after=10 421 4.3.1 Full *2
        bdat: proceed
        challenge: 334 VXNlcm5hbWU6
        mail <>: drop
        """)
    var expected = SandboxScript()
    expected.on(.mail, .replyAndClose(Reply(421, "4.3.2", "Try later.")).times(3))
    expected.on(.rcpt, for: "bob@example.com", .reply(Reply(550, "5.1.1", "No such user.")).forever)
    expected.on(.rcpt, for: "@example.org", .replyAndClose(Reply(554, "Go away")))
    expected.on(.greeting, .proceed.delayed(by: .seconds(30)))
    expected.on(.ehlo, .reply(Reply(250, nil, lines: ["mail.example.com", "PIPELINING", "SIZE 1000"])))
    expected.on(.startTLS, .reply(Reply(454, "4.7.0", "Not now")))
    expected.onHandshake(
      .drop.delayed(by: .seconds(2)), .certificate(.wrongName).times(2), .versions(.tls10 ... .tls11),
      .versions(.tls13 ... .tls13),
      ending: .startsOver)
    expected.on(
      .message, .drop.keepingMessage(true),
      .reply(Reply(250, "2.0.0", "Queued: 12*34")).keepingMessage(false).delayed(by: .seconds(120)))
    expected.on(.quit, .reply(Reply(221, "2.0.0", "Bye")).dripping(every: .milliseconds(100)))
    expected.on(.noop, .drop, ending: .startsOver)
    expected.on(
      .transfer, .drop.after(bytes: 65536).delayed(by: .seconds(1)),
      .replyAndClose(Reply(421, "4.3.1", "Full")).after(bytes: 10).times(2))
    expected.on(.bdat, .proceed)
    expected.on(.challenge, .reply(Reply(334, "VXNlcm5hbWU6")))
    expected.on(.mail, for: "", .drop)
    #expect(script == expected)
  }

  @Test("Windows line ends and a byte order mark do no harm")
  func lineEnds() throws {
    let script = try SandboxScript(parsing: "\u{FEFF}# x\r\nmail: drop\r\n")
    var expected = SandboxScript()
    expected.on(.mail, .drop)
    #expect(script == expected)
  }

  @Test(
    "A bad line is named by its number and its fault",
    arguments: [
      ("mail 421 x", "there is no colon"),
      ("male: drop", "\"male\" is no stage"),
      ("greeting <a@example.com>: drop", "greeting has no address"),
      ("tls <a@example.com>: drop", "tls has no address"),
      ("rcpt <a@example.com: drop", "no closing >"),
      ("mail:", "no step after the colon"),
      ("mail: delay=2s", "no step after the colon"),
      ("mail: *3", "no step after the colon"),
      ("mail: explode", "\"explode\" is no step"),
      ("mail: delay=2h drop", "\"2h\" is no time"),
      ("mail: delay=99999999999s drop", "is no time"),
      ("mail: delay=-1s drop", "is no time"),
      ("mail: drop *0", "\"*0\" is no count"),
      ("mail: drop *x", "\"*x\" is no count"),
      ("mail: 199 no", "\"199\" is no reply code"),
      ("mail: 600 no", "\"600\" is no reply code"),
      ("mail: 42 no", "\"42\" is no reply code"),
      ("mail: kept drop", "kept is not possible at the stage mail"),
      ("mail: certificate expired", "is no step"),
      ("mail: after=10 drop", "after is not possible at the stage mail"),
      ("transfer: after=0 drop", "\"0\" is no number of bytes"),
      ("transfer: after=10g drop", "\"10g\" is no number of bytes"),
      ("transfer: after=99999999999 drop", "is no number of bytes"),
      ("tls: delay=2s", "no step after the colon"),
      ("tls: delay=2h drop", "\"2h\" is no time"),
      ("tls: 421 4.3.2 x", "is not possible at the stage tls"),
      ("tls: certificate rotten", "\"rotten\" is no kind of certificate"),
      ("tls: versions 1.2-1.0", "are no TLS versions"),
      ("tls: versions 1.0-1.1-1.2", "are no TLS versions"),
      ("tls: versions SSLv3", "are no TLS versions"),
      ("tls: repeat", "no step before repeat"),
      ("rset: repeat", "no step before repeat"),
    ])
  func badLines(line: String, reason: String) throws {
    let error = try #require(throws: SandboxScriptError.self) {
      try SandboxScript(parsing: "# comment\n\n\(line)\nmail: drop\n")
    }
    #expect(error.line == 3)
    #expect(error.description.hasPrefix("line 3: "))
    #expect(error.reason.contains(reason), "\(error.reason)")
  }

  @Test("Nothing comes after repeat")
  func afterRepeat() throws {
    let error = try #require(throws: SandboxScriptError.self) {
      try SandboxScript(parsing: "mail: drop\nmail: repeat\nmail: drop")
    }
    #expect(error.line == 3)
  }

  @Test("A script cut at any place is read or refused, and never traps")
  func truncation() {
    let text =
      "transfer: after=64k drop\ntls: delay=1s versions 1.0-1.1 *2\nrcpt <a@example.com>: delay=2s drip=3ms close 421 4.3.2 x\\ny *forever\ntls: repeat"
    for length in 0...text.count {
      _ = try? SandboxScript(parsing: String(text.prefix(length)))
      _ = try? SandboxScript(parsing: String(text.suffix(length)))
    }
  }

  @Test("A file that is not there is named")
  func missingFile() throws {
    let error = try #require(throws: SandboxScriptError.self) {
      try SandboxScript(contentsOf: "/nonexistent/script")
    }
    #expect(error.line == 0)
    #expect(error.description.contains("/nonexistent/script"))
  }
}
