import Testing

@testable import MIME

@Suite("Media types and their parameters")
struct MediaTypeTests {
  @Test(
    "the type is guessed from the extension",
    arguments: [
      ("a.pdf", "application/pdf"), ("A.PDF", "application/pdf"), ("a.tar.gz", "application/gzip"),
      ("a.txt", "text/plain"),
      ("pdf", "application/octet-stream"), ("a.", "application/octet-stream"), ("", "application/octet-stream"),
      ("a.pdf/b", "application/octet-stream"), ("a.eml", "application/octet-stream"), ("日本.png", "image/png"),
    ])
  func guess(_ name: String, _ type: String) {
    #expect(MediaType(fileName: name).description == type)
  }

  @Test(
    "a media type is read and written",
    arguments: [
      ("text/plain", "text/plain"), ("Text/Plain; Charset=UTF-8", "text/plain; charset=UTF-8"),
      ("text/x ; a=\"b c\" ;", "text/x; a=\"b c\""), ("a/b;c=\"d\\\"e\"", "a/b; c=\"d\\\"e\""),
    ])
  func reads(_ text: String, _ written: String) throws {
    #expect(try MediaType(text).description == written)
  }

  @Test(
    "what is no media type is refused",
    arguments: [
      "", "text", "text/", "/plain", "text/plain x", "text/plain; a", "text/plain; a=", "text/plain; a=\"b",
      "te xt/plain",
      "text/pl\r\nain", "text/plain; a=b; A=c", "text/plain; a*=b", "text/plain; a\r\nb=c", "text/plain; a=\"b\r\nc\"",
      "text/pläin", "text/\u{760D}",
    ])
  func refuses(_ text: String) throws {
    #expect(try failure { _ = try MediaType(text) }.code == .invalidMediaType)
  }

  /// Row "header injection" of the security history.
  @Test("no control can be in a type, a parameter name or a value", arguments: controls)
  func refusesControls(_ control: Unicode.Scalar) throws {
    #expect(throws: MIMEError.self) { try MediaType(type: "te\(control)xt", subtype: "plain") }
    #expect(throws: MIMEError.self) { try MediaType(type: "text", subtype: "pl\(control)ain") }
    #expect(throws: MIMEError.self) { try MediaType.Parameter(name: "a\(control)", value: "b") }
    #expect(throws: MIMEError.self) { try MediaType.Parameter(name: "a", value: "b\(control)") }
  }

  /// Row "attachment name quoting" of the security history.
  @Test(
    "a parameter is quoted, percent-encoded or cut into sections as it needs",
    arguments: [
      ("a.txt", ["filename=\"a.txt\""]),
      ("a \"b\" \\c", ["filename=\"a \\\"b\\\" \\\\c\""]),
      ("ü%'*.txt", ["filename*=UTF-8''%C3%BC%25%27%2A.txt"]),
      ("a\u{202E}b", ["filename*=UTF-8''a%E2%80%AEb"]),
      (
        String(repeating: "a", count: 70),
        [
          "filename*0=\"" + String(repeating: "a", count: 61) + "\"",
          "filename*1=\"" + String(repeating: "a", count: 9) + "\"",
        ]
      ),
      (
        String(repeating: "語", count: 8),
        [
          "filename*0*=UTF-8''" + String(repeating: "%E8%AA%9E", count: 6),
          "filename*1*=" + String(repeating: "%E8%AA%9E", count: 2),
        ]
      ),
    ])
  func parameters(_ value: String, _ encoded: [String]) {
    #expect(ParameterEncoder.encode(name: "filename", value: value) == encoded)
  }

  @Test("an escape is never cut in two", arguments: 50...80)
  func escapesStayWhole(_ count: Int) {
    let sections = ParameterEncoder.encode(name: "filename", value: String(repeating: "a", count: count) + "\"\\\"")
    #expect(sections.allSatisfy { $0.utf8.count <= 74 })
    for section in sections {
      let content = section.dropFirst(section.hasPrefix("filename=") ? 10 : 12).dropLast()
      let backslashes = content.reversed().prefix { $0 == "\\" }.count
      #expect(backslashes.isMultiple(of: 2))
    }
  }
}
