import Testing

@testable import MIME

/// Row "attachment name quoting" of the security history, on the reading side.
@Suite("File names to save under")
struct SafeFileNameTests {
  @Test(
    "a name that came from elsewhere is made harmless",
    arguments: [
      ("report.pdf", "report.pdf"), ("Grüße 日本.pdf", "Grüße 日本.pdf"), ("../../etc/passwd", "passwd"),
      ("/etc/passwd", "passwd"),
      ("C:\\x\\y.exe", "y.exe"), ("a/", "a"), (".bashrc", "bashrc"), ("..", "attachment"), ("", "attachment"),
      ("///", "attachment"),
      ("a. . ", "a"), ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("com1 .txt", "_com1 .txt"),
      ("console.txt", "console.txt"), ("COM¹.txt", "_COM¹.txt"), ("lpt³", "_lpt³"),
      ("a:b|c?d*e<f>g\"h", "a_b_c_d_e_f_g_h"), ("gpj\u{202E}exe.png", "gpjexe.png"), ("a\u{0}b\r\nc", "abc"),
      ("a\u{2066}b\u{FEFF}", "ab"),
      ("👩‍👩‍👧‍👦.png", "👩‍👩‍👧‍👦.png"), ("a\u{FF0F}b", "a\u{FF0F}b"),
    ])
  func safe(_ name: String, _ expected: String) {
    #expect(SafeFileName.make(name) == expected)
  }

  @Test(
    "a name that is cut ends with no dot or blank that Windows would drop",
    arguments: [". ", " .", "...", "   ", ". . "])
  func cut(_ edge: String) {
    for length in 240...254 {
      let name = SafeFileName.make(String(repeating: "a", count: length) + edge + String(repeating: "b", count: 40))
      #expect(!name.hasSuffix(".") && !name.hasSuffix(" ") && name.utf8.count <= 254)
    }
  }

  @Test("a long name keeps its extension")
  func long() {
    let name = SafeFileName.make(String(repeating: "日", count: 300) + ".pdf")
    #expect(name.hasSuffix("日.pdf") && name.utf8.count <= 254 && name.utf8.count > 245)
    let marks = SafeFileName.make("z" + String(repeating: "\u{301}", count: 400))
    #expect(marks.unicodeScalars.first == "z" && marks.utf8.count <= 254)
    #expect(SafeFileName.make("a." + String(repeating: "b", count: 400)).utf8.count <= 254)
  }
}
