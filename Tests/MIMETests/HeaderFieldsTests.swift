import MIME
import Testing

@Suite("Header fields")
struct HeaderFieldsTests {
  @Test("look-up does not regard case, and keeps order")
  func lookUp() throws {
    var fields = HeaderFields([try HeaderField(name: "X-A", value: "1"), try HeaderField(name: "x-b", value: "2")])
    try fields.append(name: "X-a", value: "3")
    #expect(fields["x-A"] == "1")
    #expect(fields.all(named: "x-a").map(\.value) == ["1", "3"])
    #expect(fields["X-C"] == nil)
    #expect(fields.map(\.name) == ["X-A", "x-b", "X-a"])
  }

  @Test("setting a field replaces all of its name where the first was")
  func set() throws {
    var fields = HeaderFields()
    for (name, value) in [("A", "1"), ("B", "2"), ("a", "3")] { try fields.append(name: name, value: value) }
    try fields.set(name: "a", value: "4")
    #expect(fields.map(\.description) == ["a: 4", "B: 2"])
    try fields.set(name: "C", value: "5")
    #expect(fields.map(\.description) == ["a: 4", "B: 2", "C: 5"])
    fields.remove(named: "b")
    #expect(fields.map(\.description) == ["a: 4", "C: 5"])
  }

  /// Row "header injection" of the security history.
  @Test(
    "a name that could end the field or the line is refused",
    arguments: ["", "A B", "A:", "A\r\nBcc", "Ä", "A\u{0}", "A\u{760D}", "A\t", String(repeating: "a", count: 77)])
  func refusesNames(_ name: String) throws {
    #expect(try failure { _ = try HeaderField(name: name, value: "x") }.code == .invalidHeader)
  }

  /// Row "header injection" of the security history.
  @Test("a value with a control is refused", arguments: controls.filter { $0 != "\t" })
  func refusesValues(_ control: Unicode.Scalar) throws {
    let error = try failure { _ = try HeaderField(name: "X-A", value: "ab\(control)Bcc: c@x.example") }
    #expect(error.code == .invalidHeader)
    #expect(error.description.contains("at character 3"))
    var fields = HeaderFields()
    #expect(throws: MIMEError.self) { try fields.append(name: "X-A", value: "a\(control)") }
    #expect(throws: MIMEError.self) { try fields.set(name: "X-A", value: "a\(control)") }
    #expect(fields.isEmpty)
  }
}
