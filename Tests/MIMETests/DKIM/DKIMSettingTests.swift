import MIME
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Row "header injection" of the security history, "DKIM tags". What a caller gives stays within its tag, or is refused.
@Suite("What a DKIM signature may not be made of")
struct DKIMSettingTests {
  private func signer() throws -> DKIMSigner {
    try DKIMSigner(domain: "example.com", selector: "a", key: dkimKey("ed25519-pkcs8.pem"))
  }

  static let hostileTexts =
    controls.map { "a\($0)b" } + [
      "", " ", "a b", "a;b", "a; d=evil.example", "a=b", "a:b", "a/b", "a\\b", "a\"b", "a@b", "a,b", "a..b", ".a", "a.",
      "a_b",
      "-a", "a-", "a\r\n b", "a\r\nBcc: evil@evil.example", "[192.0.2.1]", "ａ", "a。b", "a\u{202E}b", "ü;b",
      String(repeating: "a", count: 64), String(repeating: "a.", count: 130) + "a",
    ]

  @Test("a domain or a selector that is no name is refused", arguments: hostileTexts)
  func names(_ text: String) throws {
    let key = try dkimKey("ed25519-pkcs8.pem")
    let domain = try failure { _ = try DKIMSigner(domain: text, selector: "a", key: key) }
    let selector = try failure { _ = try DKIMSigner(domain: "example.com", selector: text, key: key) }
    for error in [domain, selector] {
      #expect(error.code == .invalidSignatureSetting)
      #expect(!error.description.unicodeScalars.contains { controls.contains($0) })
    }
  }

  @Test("letters whose low byte ends a line become A-labels", arguments: lowByteLineEnds)
  func lowBytes(_ scalar: Unicode.Scalar) throws {
    let key = try dkimKey("ed25519-pkcs8.pem")
    guard let signer = try? DKIMSigner(domain: "a\(scalar)b.example", selector: "a\(scalar)b", key: key) else { return }
    #expect(signer.domain.hasPrefix("xn--") && signer.selector.hasPrefix("xn--"))
    #expect((signer.domain + signer.selector).utf8.allSatisfy { (0x21...0x7E).contains($0) })
  }

  @Test("a selector may be a number with dots, as a date is")
  func dates() throws {
    #expect(
      try DKIMSigner(domain: "example.com", selector: "2026.11", key: dkimKey("ed25519-pkcs8.pem")).selector
        == "2026.11")
  }

  @Test(
    "a name of a field that could end its tag is refused",
    arguments: hostileScalars.map { "a\($0)b" } + [
      "", "a b", "a:b", "a;b", "a; d=evil.example; x", "DKIM-Signature", "dkim-signature", "ü",
      String(repeating: "a", count: 71),
    ])
  func fieldNames(_ name: String) throws {
    for isOversigned in [false, true] {
      var signer = try signer()
      if isOversigned { signer.oversignedFields = [name] } else { signer.signedFields = [name] }
      #expect(try failure { _ = try SignedMessage(fixedMessage(), by: [signer]) }.code == .invalidSignatureSetting)
    }
  }

  @Test(
    "an identity outside the domain is refused",
    arguments: ["a@evil.example", "a@badexample.com", "a@com", "a@[192.0.2.1]"])
  func foreignIdentities(_ address: String) throws {
    var signer = try signer()
    signer.identity = try EmailAddress(address)
    #expect(try failure { _ = try SignedMessage(fixedMessage(), by: [signer]) }.code == .invalidSignatureSetting)
  }

  @Test("no identity ends its tag", arguments: ["a;b", "a=b", "a b", "a\" ;d=evil.example;\"b", "@", "ü;", "\\"])
  func identities(_ localPart: String) async throws {
    var signer = try signer()
    signer.identity = try EmailAddress(localPart: localPart, domain: "example.com")
    let result = try await DKIMVerifier([signer]).verify(SignedMessage(fixedMessage(), by: [signer])).results.first
    #expect(result?.verdict == .pass && result?.domain == "example.com")
    #expect(result?.identity == signer.identity?.description)
  }

  @Test("times that the tags cannot say are refused")
  func times() throws {
    for seconds in [-1, 1e12, .infinity, -.infinity, .nan] {
      var signer = try signer()
      signer.timestamp = Date(timeIntervalSince1970: seconds)
      #expect(try failure { _ = try SignedMessage(fixedMessage(), by: [signer]) }.code == .invalidSignatureSetting)
    }
    for lifetime in [Duration.zero, .seconds(-1), .milliseconds(999), .seconds(Int64.max)] {
      var signer = try signer()
      signer.lifetime = lifetime
      #expect(try failure { _ = try SignedMessage(fixedMessage(), by: [signer]) }.code == .invalidSignatureSetting)
    }
  }
}
