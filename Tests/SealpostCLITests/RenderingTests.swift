import MailDiagnosis
import Foundation
import SMTPCore
import Testing

@testable import SMTPSending
@testable import SealpostCLI

@Suite("What a person reads", .timeLimit(.minutes(1)))
struct RenderingTests {
  @Test("A receipt begins with the verdict and goes on with the evidence")
  func receipt() {
    #expect(
      Sheet(Sample.receipt(), from: Sample.server).render(.plain) == """
        Accepted by mail.example.com:587 over TLSv1.3

        TLS            TLSv1.3, read off the wire, confirmed by the TLS library
        Cipher suite   TLS_AES_256_GCM_SHA384
        Key exchange   x25519
        Offered        TLSv1.3, TLSv1.2
        Server name    mail.example.com
        Certificate    CN=mail.example.com
                       issued by CN=Example CA
                       for mail.example.com, mx.example.com
                       valid until 2027-01-01T00:00:00Z, verified
                       SHA-256 ab12

        Recipient      user1@example.net: accepted
                       250 2.0.0 Ok: queued as 4XyZ
        Queue ID       4XyZ
        Message        1.2 kB
        Timings        connect 12 ms, TLS 31 ms, transfer 1500 ms
        Attempts       1

        """)
  }

  @Test("A receipt tells at once that somebody was refused, and why")
  func partialReceipt() {
    let text = Sheet(Sample.receipt(outcomes: [.accepted, .rejected]), from: Sample.server).render(.plain)
    #expect(
      text.hasPrefix("Accepted by mail.example.com:587 over TLSv1.3, but not for 1 of 2 recipients\n"))
    #expect(text.contains("user2@example.net: rejected\n               550 5.1.1 No such user here\nMeaning"))
  }

  @Test("An error is one line of what and where, and what to do")
  func error() {
    #expect(
      Sheet(Sample.error(), at: Sample.server).render(.plain) == """
        sealpost: Not sent to mail.example.com:587, negotiating TLS: the server chose TLSv1.1, which is below the policy: this side offered TLSv1.3, TLSv1.2
        What to do     Have the server updated. --min-tls with --dangerously-allow-deprecated-tls would
                       accept less.
        Trying again   cannot help unless something changes

        TLS            TLSv1.1, read off the wire
        Offered        TLSv1.3, TLSv1.2

        """)
  }

  @Test("A message whose fate is not known is never called not sent")
  func ambiguous() {
    let error = SMTPError(.connectionLost, in: .acceptance, "the connection was closed")
    let text = Sheet(error, at: Sample.server).render(.plain)
    #expect(text.hasPrefix("sealpost: Perhaps sent to mail.example.com:587, awaiting acceptance"))
    #expect(text.contains("may deliver it twice"))
  }

  @Test("An error in JSON has the receipt's fields beside it")
  func failureDocument() throws {
    var error = SMTPError(.refused, in: .envelope, "the server refused", reply: Reply(451, "4.3.0", "Try later"))
    error.receipt = Sample.receipt(outcomes: [.deferred])
    let data = try JSONEncoder().encode(FailureDocument(error))
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      document.keys.sorted() == [
        "attempts", "bytes", "error", "notes", "outcome", "queueID", "recipients", "reply", "reused", "timings", "tls",
      ])
    let fields = try #require(document["error"] as? [String: Any])
    #expect(
      fields.keys.sorted() == ["action", "advice", "ambiguous", "code", "message", "phase", "reply", "temporary"])
    #expect(fields["code"] as? String == "reply.refused" && fields["phase"] as? String == "envelope")
    #expect(fields["temporary"] as? Bool == true && fields["ambiguous"] as? Bool == false)
    #expect((fields["reply"] as? [String: Any])?["enhanced"] as? String == "4.3.0")
    #expect((fields["advice"] as? [String: Any])?["retry"] as? String == "canHelp")
  }

  @Test("Nothing that a server says can command the terminal")
  func controls() {
    var sheet = Sheet()
    sheet.line("a\u{1B}[2Jb\r\nc")
    sheet.row("Label", "x\u{9B}y\u{202E}z")
    sheet.paragraph("Prose", "one\u{7}two")
    let text = sheet.render(TextStyle(isColoured: false))
    #expect(text == "a [2Jb  c\nLabel          x y z\nProse          one two\n")
  }

  @Test(
    "Colours go to a terminal only, never with NO_COLOR",
    arguments: [
      (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
      (true, ["TERM": "dumb"], false),
    ] as [(Bool, [String: String], Bool)])
  func colours(isTerminal: Bool, environment: [String: String], isColoured: Bool) {
    let style = TextStyle(isTerminal: isTerminal, environment: environment)
    #expect(style.isColoured == isColoured)
    #expect(style.apply(.bad, to: "x").contains("\u{1B}") == isColoured)
  }

  @Test("A progress bar moves with each percent and leaves nothing behind")
  func progressBar() {
    var bar = ProgressBar()
    #expect(bar.clear() == "")
    #expect(bar.update(500_000, of: 2_000_000).hasSuffix("[#######.......................]  25 %  500.0 kB of 2.0 MB"))
    #expect(bar.update(500_001, of: 2_000_000) == "")
    #expect(bar.update(3_000_000, of: 2_000_000).contains("100 %"))
    #expect(bar.clear() == "\r\u{1B}[K")
    #expect(bar.update(1, of: 0) == "")
  }
}
