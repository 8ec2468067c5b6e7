@testable import MailSandbox
import SMTPCore
import TLSWire
import Testing

@Suite("Playing a script", .timeLimit(.minutes(1)))
struct ScriptPlayerTests {
  private let later = SandboxScript.Step.reply(Reply(421, "4.3.2", "Later"))

  @Test("Three times, then the profile")
  func counted() {
    var script = SandboxScript()
    script.on(.mail, later.times(3))
    var player = ScriptPlayer(script: script)
    let actions = (0..<5).map { _ in player.next(at: .mail)?.action }
    #expect(actions == [later.action, later.action, later.action, nil, nil])
    #expect(player.next(at: .rcpt) == nil)
  }

  @Test("A sequence that starts over never ends")
  func repeated() {
    var script = SandboxScript()
    script.on(.mail, later.times(2), .proceed, ending: .startsOver)
    var player = ScriptPlayer(script: script)
    let actions = (0..<7).map { _ in player.next(at: .mail)?.action }
    let l = later.action
    #expect(actions == [l, l, .proceed, l, l, .proceed, l])
  }

  @Test("The last step can stay for ever")
  func forever() {
    var script = SandboxScript()
    script.on(.rcpt, .proceed, .drop.forever)
    var player = ScriptPlayer(script: script)
    #expect((0..<4).map { _ in player.next(at: .rcpt)?.action } == [.proceed, .drop, .drop, .drop])
  }

  @Test("An address goes before its domain, and a domain before all")
  func addresses() {
    var script = SandboxScript()
    script.on(.rcpt, .proceed.forever)
    script.on(.rcpt, for: "@Example.com", .drop)
    script.on(.rcpt, for: "bob@example.com", later)
    var player = ScriptPlayer(script: script)
    #expect(player.next(at: .rcpt, address: "alice@example.net")?.action == .proceed)
    #expect(player.next(at: .rcpt, address: "Bob@EXAMPLE.com")?.action == later.action)
    #expect(player.next(at: .rcpt, address: "bob@example.com")?.action == .drop)
    #expect(player.next(at: .rcpt, address: "bob@example.com")?.action == .proceed)
  }

  @Test("Handshakes have a sequence of their own")
  func handshakes() {
    var script = SandboxScript()
    script.onHandshake(.drop.times(2), .certificate(.expired))
    var player = ScriptPlayer(script: script)
    #expect((0..<4).map { _ in player.nextHandshake()?.action } == [.drop, .drop, .certificate(.expired), nil])
  }
}
