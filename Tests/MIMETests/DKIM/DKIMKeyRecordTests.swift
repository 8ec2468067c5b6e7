import Testing

@testable import MIME

@Suite("Records of DKIM keys")
struct DKIMKeyRecordTests {
  private struct Unreachable: Error, CustomStringConvertible {
    var description: String { "no answer\r\nfrom the \u{1B}server" }
  }

  /// The public key of the fixtures' Ed25519 key.
  private static func publicKey() throws -> String {
    let record = try CraftedSignature.key.get().publicKeyRecord
    return String(try #require(record.firstRange(of: "p=").map { record[$0.upperBound...] }))
  }

  private func result(_ record: String, identity: String = "@example.com") async throws -> DKIMResult {
    let tags = "v=1; a=ed25519-sha256; i=\(identity); d=example.com; s=a; h=from; bh=BH; b={SIG}"
    let record = try record.replacing("KEY", with: Self.publicKey())
    return try #require(try await CraftedSignature(tags: tags).verify(record: record))
  }

  @Test(
    "a record may be written in any way that the grammar allows",
    arguments: [
      "v=DKIM1; k=ed25519; p=KEY", "k=ed25519;p=KEY;", " v = DKIM1 ;\t k = Ed25519 ; p = KEY ; ",
      "v=DKIM1; h=sha1 : SHA256; k=ed25519; p=KEY", "v=DKIM1; k=ed25519; s=other:email; p=KEY",
      "v=DKIM1; k=ed25519; s=*; n=a=20note; g=*; t=s:z; p=KEY", "v=DKIM1; k=ed25519; t=; p=KEY", "p=KEY; k=ed25519",
    ])
  func grammar(_ record: String) async throws {
    let result = try await result(record)
    #expect(result.verdict == .pass && !result.isTesting, "\(result)")
    #expect(result.keyBitCount == 256)
  }

  @Test(
    "a record that is no key for the signature is told apart",
    arguments: [
      ("", .malformedKey), ("v=DKIM1; k=ed25519", .malformedKey), ("v=spf1 -all", .malformedKey),
      ("v=DKIM2; k=ed25519; p=KEY", .malformedKey), ("k=ed25519; v=DKIM1; p=KEY", .malformedKey),
      ("v=dkim1; k=ed25519; p=KEY", .malformedKey), ("v=DKIM1; k=ed25519; p=KEY; p=KEY", .malformedKey),
      ("v=DKIM1; k=ed25519; p=!", .malformedKey), ("v=DKIM1; k=ed25519; p=AAAA", .malformedKey),
      ("v=DKIM1; k=ed25519; p=", .revokedKey), ("v=DKIM1; k=ed25519; p= ; t=y", .revokedKey),
      ("v=DKIM1; p=KEY", .unsuitableKey), ("v=DKIM1; k=rsa; p=KEY", .unsuitableKey),
      ("v=DKIM1; k=ed25519; h=sha1; p=KEY", .unsuitableKey), ("v=DKIM1; k=ed25519; s=tlsrpt; p=KEY", .unsuitableKey),
      ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", .signatureMismatch),
      ("v=DKIM1; k=ed25519; p=KEY; n=\(String(repeating: "a", count: 20_000))", .malformedKey),
    ] as [(String, DKIMProblem.Code)])
  func refused(_ record: String, _ code: DKIMProblem.Code) async throws {
    #expect(try await result(record).problem?.code == code)
  }

  @Test("t=y is told, and t=s ties the identity to the domain itself")
  func flags() async throws {
    #expect(try await result("k=ed25519; t=y; p=KEY").isTesting)
    #expect(try await result("k=ed25519; t=s : y; p=KEY").verdict == .pass)
    #expect(try await result("k=ed25519; p=KEY", identity: "a@mail.example.com").verdict == .pass)
    #expect(try await result("k=ed25519; t=s; p=KEY", identity: "a@mail.example.com").problem?.code == .foreignIdentity)
  }

  @Test("RSA keys are taken with and without the frame that names the algorithm")
  func rsaForms() async throws {
    let example = try dkimFixture("rfc6376.eml")
    let key = try #require(DKIMRecords.rfc6376.firstRange(of: "p=").map { DKIMRecords.rfc6376[$0.upperBound...] })
    // The frame (SubjectPublicKeyInfo) has 22 bytes before an RSAPublicKey of 1,024 bits.
    let bare = Base64.encode(Array(try #require(Base64.decode(key.utf8)).dropFirst(22)))
    let verification = try await DKIMVerifier { _ in ["p=\(bare)"] }.verify(bytes: example)
    #expect(verification.passed.count == 1, "\(verification.results)")
  }

  @Test("an RSA key of less than 1,024 bits is not accepted")
  func weakKey() async throws {
    let weak =
      "k=rsa; p=MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAMZstybdUMDUEtGih71EsBsU4kDFPtkQvLhA/xp+c8SPX9cCxRm+MZ0TxwjwZs41KJqJ9X+h"
      + "fRbVmtcodWNA+uDbmw2LdZnqWLhtuKZSGtKkyN6rM+MiDnh0vcqeiWlrKQIDAQAB"
    let verification = try await DKIMVerifier { _ in [weak] }.verify(bytes: dkimFixture("rfc6376.eml"))
    #expect(verification.results.first?.problem?.code == .weakKey)
    #expect(verification.results.first?.verdict == .policy)
  }

  @Test("no record is an error for good, a look-up that failed one for now")
  func lookups() async throws {
    let example = try dkimFixture("rfc6376.eml")
    let none = try await DKIMVerifier { _ in [] }.verify(bytes: example).results.first
    #expect(none?.problem?.code == .noKey && none?.verdict == .permanentError)
    let unknown = try await DKIMVerifier { _ in throw Unreachable() }.verify(bytes: example).results.first
    #expect(unknown?.problem?.code == .keyUnavailable && unknown?.verdict == .temporaryError)
    #expect(unknown?.description.unicodeScalars.contains { controls.contains($0) } == false)
  }

  @Test("of several records at one name, one that fits is enough")
  func severalRecords() async throws {
    let example = try dkimFixture("rfc6376.eml")
    let passing = DKIMVerifier { _ in ["v=spf1 -all", "v=DKIM1; p=", DKIMRecords.rfc6376] }
    #expect(try await passing.verify(bytes: example).passed.count == 1)
    let revoked = DKIMVerifier { _ in ["v=spf1 -all", "v=DKIM1; p="] }
    #expect(try await revoked.verify(bytes: example).results.first?.problem?.code == .revokedKey)
    let late = DKIMVerifier { _ in Array(repeating: "v=spf1 -all", count: 1000) + [DKIMRecords.rfc6376] }
    #expect(try await late.verify(bytes: example).passed.isEmpty)
  }

  @Test("a domain of U-labels is looked up by its A-labels")
  func internationalDomain() async throws {
    var crafted = CraftedSignature(tags: "v=1; a=ed25519-sha256; d=bücher.example; s=köln; h=from; bh=BH; b={SIG}")
    crafted.header = "From: ada@bücher.example\r\nSubject: Grüße\r\n"
    let record = try CraftedSignature.key.get().publicKeyRecord
    let verifier = DKIMVerifier(["xn--kln-sna._domainkey.xn--bcher-kva.example": record])
    let result = try await verifier.verify(bytes: crafted.bytes()).results.first
    #expect(result?.verdict == .pass, "\(String(describing: result))")
    #expect(result?.domain == "xn--bcher-kva.example")
  }
}
