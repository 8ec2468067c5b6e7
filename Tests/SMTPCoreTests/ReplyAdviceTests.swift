import Foundation
import SMTPCore
import Testing

@Suite("Advice")
struct ReplyAdviceTests {
  @Test(
    "a status that the table has without a code is known with any code of its class, and without one",
    arguments: ["550 5.7.60", "535 5.7.60", "5.7.60", "452 4.5.3", "450 4.5.3 x", "4.5.3", "554 5.7.512", "421 4.7.66"])
  func anyCode(_ text: String) throws {
    #expect(try #require(ReplyAdvice.advice(quoted: text)).isKnown)
  }

  @Test(
    "ranges begin and end where they should",
    arguments: [
      ("4.7.499", nil), ("4.7.500", "busy"), ("4.7.501", "denied for now"), ("4.7.699", "denied for now"),
      ("4.7.700", nil), ("4.7.849", nil), ("4.7.850", "denied for now"), ("4.7.899", "denied for now"),
      ("4.7.900", nil), ("5.7.605", nil), ("5.7.606", "IP address is banned"), ("5.7.649", "IP address is banned"),
      ("5.7.650", nil), ("5.7.500", nil), ("5.7.501", "banned"), ("5.7.503", "banned"), ("5.7.504", nil),
      ("5.2.250", nil), ("5.2.251", "full mailboxes"), ("5.2.255", "do not exist"), ("5.2.256", nil),
      ("5.7.231", nil), ("5.7.232", "outside"), ("5.7.233", "outside"), ("5.7.234", nil), ("5.7.132", nil),
      ("5.7.133", "signed in"), ("5.7.134", "signed in"), ("5.7.135", nil), ("5.7.136", "signed in"),
      ("5.7.137", nil), ("5.7.65", nil), ("5.7.66", nil), ("4.7.65", nil), ("4.7.67", nil), ("4.7.60", nil),
    ] as [(String, String?)])
  func ranges(_ status: String, _ title: String?) throws {
    let advice = try #require(ReplyAdvice.advice(quoted: status))
    #expect(advice.isKnown == (title != nil))
    if let title { #expect(advice.title.contains(title), "\(advice.title)") }
  }

  @Test(
    "the wording decides between replies with the same numbers",
    arguments: [
      ("432 4.3.2", "Too much at once"),
      ("432 4.3.2 something new", "Too much at once"),
      ("432 4.3.2 CONCURRENT  CONNECTIONS\nlimit exceeded", "at once for this mailbox"),
      ("432 4.3.2 recipient thread limit exceeded", "recipient's mailbox gets"),
      ("554 5.2.0", "the text says why"),
      ("554 5.2.0 STOREDRV.Submission.Exception:NewException", "the text says why"),
      ("554 5.2.0 STOREDRV; MapiExceptionSendAsDenied", "may not send as"),
      ("535 5.7.139 Authentication unsuccessful, something new", "says why"),
      (
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization\u{2019}s security defaults policy",
        "security defaults"
      ),
      ("421 4.7.66 TLS 1.0 and 1.1 are not supported", "the server turned it away"),
      ("550 5.7.67 TLS 1.0 and 1.1 are not supported", "which the organisation does not allow"),
      ("554 5.2.2 MapiExceptionSubmissionQuotaExceeded", "as a day allows"),
      ("550 5.7.12 RESOLVER.RST.NotAuthorized; not authorized", "who have signed in"),
    ])
  func precedence(_ text: String, _ title: String) throws {
    let advice = try #require(ReplyAdvice.advice(quoted: text))
    #expect(advice.isKnown)
    #expect(advice.title.contains(title), "\(advice.title)")
  }

  @Test(
    "an unmistakable wording is known even where the status was lost",
    arguments: [
      ("421 TLS 1.0 and 1.1 are not supported. Please upgrade", "the server turned it away"),
      ("432 Concurrent connections limit exceeded.", "at once for this mailbox"),
      ("535 Basic authentication is disabled", "password is switched off"),
    ])
  func statusLost(_ text: String, _ title: String) throws {
    let advice = try #require(ReplyAdvice.advice(quoted: text))
    #expect(advice.isKnown)
    #expect(advice.title.contains(title), "\(advice.title)")
  }

  @Test(
    "another server's own reason under the same numbers is not taken for a provider's",
    arguments: [
      ("421 4.7.0 mx.example.org Error: too many errors", "Other or undefined security status"),
      ("550 5.7.12 This is your first message to this list", "A password transition is needed"),
      ("530 5.7.0 Come back with a ticket", "Other or undefined security status"),
      ("454 4.7.0 TLS not available due to local problem", "Other or undefined security status"),
      ("421 4.4.2 mx.example.org Error: timeout exceeded", "Bad connection"),
      ("421 4.3.2 System is shutting down", "System not accepting network messages"),
      ("550 5.7.30 REQUIRETLS not possible", "REQUIRETLS support required"),
      ("535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "Authentication credentials invalid"),
      ("550 5.1.8 <a@b.example>: Sender address rejected: Domain not found", "Bad sender's system address"),
      ("432 4.7.12 A password transition is needed", "A password transition is needed"),
      ("552 mailbox full", "Exceeded storage allocation"),
      ("451 4.7.0 Greylisted", "Other or undefined security status"),
    ])
  func foreignReasons(_ text: String, _ title: String) throws {
    let advice = try #require(ReplyAdvice.advice(quoted: text))
    #expect(!advice.isKnown)
    #expect(advice.title.hasPrefix(title), "\(advice.title)")
  }

  @Test(
    "an unknown reply is answered from the standards, and says so",
    arguments: [
      (
        "550 5.1.1 <x@example.org>: no such user", "RFC 3463",
        "5.1.1 means bad destination mailbox address"
      ),
      ("450 4.2.0 Greylisted", "RFC 3463", "other or undefined mailbox status. It is a temporary failure."),
      ("550 5.7.27 x", "RFC 7505", "sender address has null MX"),
      ("550 5.7.999 x", "RFC 3463", "5.7 is a permanent failure to do with security or policy"),
      ("550 5.9.1 x", "RFC 3463", "Subject 9 is none that the standards know"),
      ("550 no such user", "RFC 5321", "the code 550 means mailbox unavailable: not found"),
      ("521 go away", "RFC 7504", "the host does not accept mail"),
      ("459 what", "RFC 5321", "first digit makes it a temporary failure. It is to do with the mail system."),
      ("599 what", "RFC 5321", "first digit makes it a permanent failure."),
      ("250 2.0.0 Ok", "RFC 3463", "a success"),
    ])
  func unknown(_ text: String, _ document: String, _ meaning: String) throws {
    let advice = try #require(ReplyAdvice.advice(quoted: text))
    #expect(advice.origin == .standard(document: document))
    #expect(advice.meaning.hasPrefix("Sealpost does not know this reply. "))
    #expect(advice.meaning.contains(meaning), "\(advice.meaning)")
  }

  @Test("every code and every status has an answer of its class, and says honestly whether a retry can help")
  func completeness() throws {
    for code in 200...599 {
      let advice = try #require(ReplyAdvice.advice(for: Reply(code, "text of no meaning")))
      #expect(advice.retry == (code < 400 ? .notNeeded : code < 500 ? .canHelp : .afterChange))
      #expect(!advice.title.isEmpty && !advice.isKnown)
    }
    for statusClass in [2, 4, 5] {
      for subject in [0, 1, 2, 3, 4, 5, 6, 7, 8, 999] {
        for detail in 0...31 {
          let status = try #require(EnhancedStatusCode(statusClass, subject, detail))
          let advice = try #require(ReplyAdvice.advice(for: Reply(statusClass * 100 + 50, status, lines: ["zzz"])))
          #expect(!advice.title.isEmpty && !advice.action.isEmpty)
        }
      }
    }
  }

  @Test("a code that SMTP does not have gets no advice", arguments: [0, 99, 199, 600, 999, -1])
  func impossibleCodes(_ code: Int) {
    #expect(ReplyAdvice.advice(for: Reply(code, "text")) == nil)
  }

  @Test("the advice on 4.7.66 says what happened, why it looks random, and where to look")
  func speedBump() throws {
    let advice = try #require(ReplyAdvice.advice(quoted: "421 4.7.66 TLS 1.0 and 1.1 are not supported"))
    for fragment in ["comes over TLS", "this very connection", "share", "looks random", "settings claim"] {
      #expect(advice.meaning.contains(fragment), "\(fragment)")
    }
    for fragment in [
      "ClientHello", "supported_versions", "ssl.record.version", "minimum to TLS 1.2", "smtp-legacy.office365.com",
      "Set-TransportConfig -AllowLegacyTLSClients $true", "Trying again",
    ] {
      #expect(advice.action.contains(fragment), "\(fragment)")
    }
    #expect(advice.link == "https://aka.ms/smtp_auth_tls")
  }

  @Test("advice is written as one flat JSON object")
  func json() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let known = try #require(ReplyAdvice.advice(quoted: "4.7.66"))
    let knownText = String(decoding: try encoder.encode(known), as: UTF8.self)
    #expect(knownText.contains(#""known":true,"link":"https://aka.ms/smtp_auth_tls""#))
    #expect(
      knownText.contains(#""providers":["Microsoft 365 (Exchange Online)"],"retry":"canHelp","source":"verified""#))
    let standard = try #require(ReplyAdvice.advice(quoted: "5.1.1"))
    let standardText = String(decoding: try encoder.encode(standard), as: UTF8.self)
    #expect(standardText.contains(#""document":"RFC 3463","known":false"#))
    #expect(!standardText.contains("providers"))
  }
}
