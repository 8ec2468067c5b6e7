import Foundation
import TLSWire
import Testing

@testable import MailDiagnosis

@Suite("The forms in which servers claim TLS")
struct ReceivedFormTests {
  struct Form: CustomTestStringConvertible, Sendable {
    let name: String
    let reading: String
    let value: String
    var testDescription: String { name }
  }

  static let forms: [Form] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/Headers/forms.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "\n= ").dropFirst().map { block in
      let lines = block.components(separatedBy: "\n")
      return Form(
        name: lines[0], reading: String(lines[1].dropFirst(2)),
        value: lines[2...].filter { !$0.isEmpty }.joined(separator: "\r\n"))
    }
  }()

  private func reading(_ field: ReceivedField) -> String {
    [
      field.product?.rawValue, field.keyword?.name, field.tls?.version?.description,
      field.tls?.provenVersion?.description, field.tls?.cipherSuite?.description,
    ].map { $0 ?? "-" }.joined(separator: " | ")
  }

  @Test("is read as what it means", arguments: forms)
  func form(form: Form) {
    let field = ReceivedField(form.value)
    #expect(reading(field) == form.reading)
    #expect(field.date != nil)
    #expect(field.by != nil)
  }

  @Test("all of the forms are there")
  func count() {
    #expect(Self.forms.count == 33)
  }

  @Test("may be folded anywhere between its words", arguments: forms)
  func folding(form: Form) {
    let unfolded = ReceivedField(form.value)
    let everywhere = form.value.replacing("\r\n", with: "").split(whereSeparator: { $0 == " " || $0 == "\t" })
      .joined(separator: "\r\n\t")
    #expect(ReceivedField(everywhere) == unfolded)
  }

  @Test("cut off anywhere, reads as what is left, and never as another version", arguments: forms)
  func cut(form: Form) {
    let whole = ReceivedField(form.value)
    for length in form.value.indices {
      let part = ReceivedField(String(form.value[..<length]))
      if let version = part.tls?.version, version != whole.tls?.version {
        // "TLSv1" is the beginning of "TLSv1.2".
        #expect(version == .tls10)
      }
    }
  }

  @Test(
    "the keyword tells of TLS and of a login, Exim's own words included",
    arguments: [
      ("ESSMTPA", true, true), ("ESSMTP", true, false), ("SSMTP", true, false), ("esmtpsa", true, true),
      ("ESMTPA", false, true), ("UTF8SMTPS", true, false), ("SMTP", false, false),
    ])
  func keyword(word: String, isSecure: Bool, isAuthenticated: Bool) throws {
    let keyword = try #require(TransmissionKeyword(word))
    #expect(keyword.isSecure == isSecure)
    #expect(keyword.isAuthenticated == isAuthenticated)
  }
}
