import Foundation
import Testing

@testable import MailDiagnosis

@Suite("Messages as real servers stored them")
struct StoredHeaderTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/Headers")

  @Test(
    "are read for what their server says",
    arguments: [
      ("exim-clear", "says nothing"), ("exim-tls10", "TLS 1.0"), ("exim-tls11-login", "TLS 1.1"),
      ("exim-tls12-login", "TLS 1.2"), ("exim-tls12-rsa", "TLS 1.2"), ("exim-tls13-login", "TLS 1.3"),
      ("opensmtpd-clear", "says nothing"), ("postfix-clear", "says nothing"), ("postfix-tls10", "TLS 1.0"),
      ("postfix-tls12-asked", "TLS 1.2"), ("postfix-tls12-rsa", "TLS 1.2"), ("postfix-tls13-asked", "TLS 1.3"),
      ("postfix-tls13", "TLS 1.3"), ("postfix-unsaid", "no version"), ("sendmail-clear", "says nothing"),
      ("sendmail-tls10", "TLS 1.0"), ("sendmail-tls12-rsa", "TLS 1.2"), ("sendmail-tls13", "TLS 1.3"),
    ])
  func message(name: String, reading: String) throws {
    let trace = MailTrace(Array(try Data(contentsOf: Self.folder.appending(path: "\(name).eml"))), trusted: ["test"])
    let verdict = Report(trace: trace, title: "").verdict.text
    let expected =
      switch reading {
      case "says nothing": "mail.example.test says nothing of TLS."
      case "no version": "The submission was over TLS, says mail.example.test, which does not say in which version."
      default: "The submission used \(reading), says mail.example.test."
      }
    #expect(verdict == expected)
    #expect(trace.submission?.field.date != nil)
    #expect(trace.submission?.field.keyword?.isAuthenticated == name.hasSuffix("login"))
  }

  @Test("a server that writes no Received field leaves nothing to read")
  func none() throws {
    let bytes = try Data(contentsOf: Self.folder.appending(path: "aiosmtpd-tls13.eml"))
    #expect(MailTrace(Array(bytes)).hops.isEmpty)
  }
}
