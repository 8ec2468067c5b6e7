import Testing

@testable import MIME

@Suite("U-labels as A-labels")
struct PunycodeTests {
  @Test(
    "labels are encoded as RFC 3492 section 7.1 shows, and as registries do",
    arguments: [
      ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"), ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
      ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
      ("安室奈美恵-with-super-monkeys", "-with-super-monkeys-pc58ag80a8qai00g7n9n"),
      ("bücher", "bcher-kva"), ("münchen-ost", "mnchen-ost-9db"), ("ü", "tda"), ("abc", "abc-"),
    ])
  func labels(_ label: String, _ encoded: String) {
    #expect(Punycode.encode(label) == encoded)
  }

  @Test(
    "a domain is brought to the form of the DNS",
    arguments: [
      ("Example.COM", "example.com"), ("Bücher.example", "xn--bcher-kva.example"),
      ("BÜCHER.example", "xn--bcher-kva.example"), ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
      ("straße.de", "xn--strae-oqa.de"),
    ])
  func domains(_ domain: String, _ expected: String) {
    #expect(DomainName.asciiForm(of: domain) == expected)
  }

  @Test("a label that is none has no such form", arguments: ["ü\u{0}.de", "ｅｘａｍｐｌｅ.de", "ü。de"])
  func noDomains(_ domain: String) {
    #expect(DomainName.asciiForm(of: domain) == nil)
  }

  @Test(
    "a label that might be written otherwise has no A-label",
    arguments: [
      ("stra\u{DF}e.example", "xn--strae-oqa.example"), ("B\u{DC}CHER.example", "xn--bcher-kva.example"),
      ("bu\u{308}cher.example", nil), ("\u{FF45}xample.example", nil), ("\u{2460}.example", nil),
      ("\u{939}\u{93F}\u{928}\u{94D}\u{926}\u{940}.example", "xn--j2bd4cyah0f.example"),
    ])
  func unstable(_ domain: String, _ expected: String?) {
    #expect(DomainName.asciiForm(of: domain) == expected)
  }
}
