/// A message whose size is `count` times a piece of one kind: what has made parsers slow that look at a thing twice.
struct Shape: Sendable {
  let name: String
  /// How many pieces the smaller message has.
  let count: Int
  let make: @Sendable (Int) -> String

  static let all: [Shape] = [
    Shape(name: "many-fields", count: 4000) { repeated("X-Field: value\r\n", $0) + "\r\nx\r\n" },
    Shape(name: "many-duplicates", count: 4000) { repeated("Subject: value\r\n", $0) + "\r\nx\r\n" },
    Shape(name: "long-field", count: 20_000) { "Subject: " + repeated("word ", $0) + "\r\n\r\nx\r\n" },
    Shape(name: "folded-field", count: 10_000) { "Subject: x" + repeated("\r\n word", $0) + "\r\n\r\nx\r\n" },
    Shape(name: "many-lines", count: 20_000) { "\r\n" + repeated("--a line of text\r\n", $0) },
    Shape(name: "many-parts", count: 2000) {
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeated("--b\r\n\r\nx\r\n", $0) + "--b--\r\n"
    },
    Shape(name: "many-near-delimiters", count: 20_000) {
      "Content-Type: multipart/mixed; boundary=bbbb\r\n\r\n" + repeated("--bbbbb\r\n", $0) + "--bbbb--\r\n"
    },
    Shape(name: "deep-multiparts", count: 60) { nested($0) },
    Shape(name: "deep-multiparts-beyond-limit", count: 2000) { nested($0) },
    Shape(name: "deep-with-lines", count: 60) { nested($0, line: repeated("--x\r\n", $0 * 100)) },
    Shape(name: "deep-messages", count: 60) { repeated("Content-Type: message/rfc822\r\n\r\n", $0) },
    Shape(name: "encoded-words", count: 4000) { "Subject: " + repeated("=?utf-8?q?a=20b?= ", $0) + "\r\n\r\n" },
    Shape(name: "encoded-words-mixed", count: 2000) {
      "Subject: " + repeated("=?iso-2022-jp?b?GyRCRnw=?= =?utf-8?q?a?= ", $0) + "\r\n\r\n"
    },
    Shape(name: "encoded-words-in-turns", count: 1000) {
      "Subject: " + repeated("=?euc-kr?q?a?= =?big5?q?a?= =?gb18030?q?a?= ", $0) + "\r\n\r\n"
    },
    Shape(name: "encoded-words-open", count: 20_000) { "Subject: " + repeated("=?a?q", $0) + "\r\n\r\n" },
    Shape(name: "many-addresses", count: 2000) { "To: " + repeated("Ada <ada@example.com>, ", $0) + "\r\n\r\n" },
    Shape(name: "broken-addresses", count: 2000) { "To: " + repeated("Ada <ada@example.com; (", $0) + "\r\n\r\n" },
    Shape(name: "nested-comments", count: 20_000) {
      "To: " + repeated("(", $0) + repeated(")", $0) + "a@b.example\r\n\r\n"
    },
    Shape(name: "open-comments", count: 20_000) { "To: " + repeated("a (", $0) + "\r\n\r\n" },
    Shape(name: "groups", count: 4000) { "To: " + repeated("a:;", $0) + "\r\n\r\n" },
    Shape(name: "nested-groups", count: 10_000) { "To: " + repeated("a:", $0) + "\r\n\r\n" },
    Shape(name: "angles", count: 20_000) { "To: " + repeated("<", $0) + "\r\n\r\n" },
    Shape(name: "parameters", count: 4000) { count in
      "Content-Type: text/plain" + (0..<count).map { "; a\($0)=b" }.joined() + "\r\n\r\n"
    },
    Shape(name: "parameter-sections", count: 4000) { count in
      "Content-Type: text/plain" + (0..<count).map { "; name*\($0)*=%41" }.joined() + "\r\n\r\n"
    },
    Shape(name: "parameter-blanks", count: 10_000) { "Content-Type: text/plain; a=" + repeated("b ", $0) + "\r\n\r\n" },
    Shape(name: "references", count: 4000) { "References: " + repeated("<a@b.example> ", $0) + "\r\n\r\n" },
    Shape(name: "references-open", count: 20_000) { "References: " + repeated("<", $0) + "\r\n\r\n" },
    Shape(name: "received", count: 4000) { "Received: from a " + repeated("(b) by c ", $0) + "; now\r\n\r\n" },
    Shape(name: "base64", count: 4000) {
      "Content-Transfer-Encoding: base64\r\n\r\n" + repeated("SGVsbG8sIHdvcmxkISEh*=\r\n", $0)
    },
    Shape(name: "quoted-printable", count: 4000) {
      "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + repeated("=20 \t =\r\n= =ZZ", $0)
    },
    Shape(name: "charset", count: 20_000) {
      "Content-Type: text/plain; charset=shift_jis\r\n\r\n" + repeated("\u{1}é", $0)
    },
    Shape(name: "report", count: 4000) {
      "Content-Type: message/delivery-status\r\n\r\n" + repeated("Action: failed\r\n\r\n", $0)
    },
    Shape(name: "report-of-returns", count: 20_000) {
      "Content-Type: message/delivery-status\r\n\r\n" + repeated("\r", $0) + repeated("Action: failed\r\r", $0 / 10)
    },
  ]

  private static func repeated(_ piece: String, _ count: Int) -> String { String(repeating: piece, count: count) }

  /// Multiparts one in the other, closed from the innermost out.
  private static func nested(_ depth: Int, line: String = "") -> String {
    let heads = (0..<depth).map { "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }.joined()
    return heads + "\r\nx\r\n" + line + (0..<depth).reversed().map { "--b\($0)--\r\n" }.joined()
  }
}
