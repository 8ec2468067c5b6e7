import Testing

@testable import MIME

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Verifying DKIM signatures")
struct DKIMVerifyingTests {
  /// What a verifier asked for.
  private actor Lookups {
    private(set) var names: [String] = []

    func append(_ name: String) {
      names.append(name)
    }
  }

  private static let rest = "d=example.com; s=a; h=from; bh=BH; b={SIG}"

  private func verdict(_ tags: String) async throws -> DKIMResult {
    try #require(try await CraftedSignature(tags: tags).verify())
  }

  @Test(
    "a signature may be written in any way that the grammar allows",
    arguments: [
      "v=1; a=ed25519-sha256; \(rest)", "v=1;a=ed25519-sha256;d=example.com;s=a;h=from;bh=BH;b={SIG};",
      "\r\n v = 1 ;\r\n\ta\t=\r\n ed25519-sha256 ; \(rest)", "a=ED25519-SHA256; C=x; v=1; \(rest)",
      "v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=BH; b={ SIG\r\n };",
      "b={\r\n\tSIG }; v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=BH",
      "v=1; a=ed25519-sha256; \(rest);\r\n ",
      "v=1; a=ed25519-sha256; c=simple; \(rest)", "v=1; a=ed25519-sha256; c=Simple/SIMPLE; \(rest)",
      "v=1; a=ed25519-sha256; q=dns/txt; \(rest)", "v=1; a=ed25519-sha256; q=other : DNS/TXT; \(rest)",
      "v=1; a=ed25519-sha256; z=From:ada|To:b; n_1=note; unknown=; \(rest)",
      "v=1; a=ed25519-sha256; d=EXAMPLE.com; s=A; h= From ; bh=BH; b={SIG}",
      "v=1; a=ed25519-sha256; i=@example.com; \(rest)", "v=1; a=ed25519-sha256; i=ada=40home@mail.EXAMPLE.com; \(rest)",
      "v=1; a=ed25519-sha256; t=1000; x=2000; \(rest)",
    ])
  func grammar(_ tags: String) async throws {
    let result = try await verdict(tags)
    #expect(result.verdict == .pass, "\(result)")
    #expect(result.domain == "example.com" && result.selector == "a")
  }

  @Test("the name of the field may be written in any case, and have a blank after it")
  func fieldName() async throws {
    for name in ["dkim-signature:", "DKIM-SIGNATURE:", "DKIM-Signature :"] {
      let crafted = CraftedSignature(tags: "v=1; a=ed25519-sha256; \(Self.rest)", fieldName: name)
      #expect(try await crafted.verify()?.verdict == .pass, "\(name)")
    }
  }

  @Test("the base64 of a signature may be folded anywhere")
  func foldedBase64() async throws {
    let bytes = try CraftedSignature(tags: "v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=BH; b={SIG}").bytes()
    let text = String(decoding: bytes, as: UTF8.self)
    let start = try #require(text.firstRange(of: "b=", after: "bh=")?.upperBound)
    let record = try CraftedSignature.key.get().publicKeyRecord
    let verifier = DKIMVerifier { _ in [record] }
    for offset in [0, 1, 2, 40, 87, 88] {
      let place = text.index(start, offsetBy: offset)
      let folded = text[..<place] + "\r\n \t" + text[place...]
      #expect(try await verifier.verify(bytes: Array(folded.utf8)).passed.count == 1, "\(offset)")
    }
  }

  @Test(
    "what is no signature that could hold is told apart",
    arguments: [
      ("", .malformedSignature), ("v=1", .malformedSignature),
      ("v=1; v=1; a=ed25519-sha256; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; x_=1; x_=1; \(rest)", .malformedSignature),
      ("a=ed25519-sha256; \(rest)", .malformedSignature), ("v=2; a=ed25519-sha256; \(rest)", .unsupportedSignature),
      ("v=1; \(rest)", .malformedSignature), ("v=1;; a=ed25519-sha256; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; 1x=a; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; x y=a; \(rest)", .malformedSignature), ("v=1; a; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; y=a\u{1}; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; y=a\u{85}; \(rest)", .malformedSignature),
      ("v=1; a=rsa-sha1; \(rest)", .historicAlgorithm), ("v=1; a=rsa-sha512; \(rest)", .unsupportedSignature),
      ("v=1; a=ed25519-sha256; c=nowsp; \(rest)", .unsupportedSignature),
      ("v=1; a=ed25519-sha256; c=simple/simple/simple; \(rest)", .unsupportedSignature),
      ("v=1; a=ed25519-sha256; c=/simple; \(rest)", .unsupportedSignature),
      ("v=1; a=ed25519-sha256; q=http; \(rest)", .unsupportedSignature),
      ("v=1; a=ed25519-sha256; s=a; h=from; bh=BH; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=; s=a; h=from; bh=BH; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=exa mple.com; s=a; h=from; bh=BH; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example..com; s=a; h=from; bh=BH; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example.com; s=a/b; h=from; bh=BH; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example.com; h=from; bh=BH; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=subject:to; bh=BH; b={SIG}", .unsignedFrom),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from::to; bh=BH; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from to; bh=BH; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=!; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=BH; b={?}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=BH; b={}", .malformedSignature),
      ("v=1; a=ed25519-sha256; i=ada@example.org; \(rest)", .foreignIdentity),
      ("v=1; a=ed25519-sha256; i=ada@badexample.com; \(rest)", .foreignIdentity),
      ("v=1; a=ed25519-sha256; i=ada@com; \(rest)", .foreignIdentity),
      ("v=1; a=ed25519-sha256; i=ada; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; i=a=0Ab@example.com; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; i=a=FFb@example.com; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; i=a=4; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; l=-1; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; l=; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; t=now; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; t=3000; x=3000; \(rest)", .malformedSignature),
      ("v=1; a=ed25519-sha256; x=1999; \(rest)", .expired),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=BHAA; b={SIG}", .malformedSignature),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=AAAA; b={SIG}", .bodyChanged),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from:subject; bh=BH; b={SIG}", .signatureMismatch),
      ("v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=BH; b={AAAA}", .signatureMismatch),
      (
        "v=1; a=ed25519-sha256; d=example.com; s=a; h=from; bh=BH; b={\(String(repeating: "A", count: 1000))}",
        .signatureMismatch
      ),
      ("v=1; a=ed25519-sha256; l=\(String(repeating: "9", count: 76)); \(rest)", .bodyChanged),
    ] as [(String, DKIMProblem.Code)])
  func refused(_ tags: String, _ code: DKIMProblem.Code) async throws {
    // A text with an empty or a missing signature has no place for one.
    let crafted = CraftedSignature(tags: tags.contains("{") ? tags : "\(tags){}")
    let result = try #require(try await crafted.verify())
    #expect(result.problem?.code == code, "\(result)")
    #expect(!result.description.unicodeScalars.contains { controls.contains($0) })
  }

  @Test("the verdicts are those of RFC 8601")
  func verdicts() {
    for (code, verdict) in [
      (DKIMProblem.Code.malformedSignature, "neutral"), (.unsupportedSignature, "neutral"),
      (.unsignedFrom, "permerror"),
      (.foreignIdentity, "permerror"), (.historicAlgorithm, "policy"), (.expired, "policy"), (.weakKey, "policy"),
      (.keyUnavailable, "temperror"), (.noKey, "permerror"), (.malformedKey, "permerror"), (.revokedKey, "permerror"),
      (.unsuitableKey, "permerror"), (.bodyChanged, "fail"), (.signatureMismatch, "fail"), (.addedFrom, "policy"),
      (.unsignedBody, "policy"), (.malformedHeader, "policy"),
    ] {
      #expect(DKIMProblem(code, "").verdict.rawValue == verdict, "\(code)")
    }
  }

  @Test(
    "a body that l= does not sign to its end passes only where that is asked for", arguments: ["Hello  world", "Hello"])
  func bodyLength(_ body: String) async throws {
    var crafted = CraftedSignature(tags: "v=1; a=ed25519-sha256; l=5; \(Self.rest)", limit: 5)
    crafted.body = body
    var result = try #require(try await crafted.verify())
    #expect(result.problem?.code == .unsignedBody && result.unsignedBodyBytes == body.utf8.count - 3)
    result = try #require(try await crafted.verify { $0.acceptsUnsignedBody = true })
    #expect(result.verdict == .pass && result.unsignedBodyBytes == body.utf8.count - 3)
  }

  @Test("l= that signs the whole body passes, and one beyond it fails")
  func wholeBodyLength() async throws {
    var crafted = CraftedSignature(tags: "v=1; a=ed25519-sha256; l=7; \(Self.rest)", limit: 7)
    crafted.body = "Hello"
    let result = try #require(try await crafted.verify())
    #expect(result.verdict == .pass && result.unsignedBodyBytes == 0)
    crafted.tags = "v=1; a=ed25519-sha256; l=8; \(Self.rest)"
    crafted.limit = 8
    #expect(try await crafted.verify()?.problem?.code == .bodyChanged)
  }

  @Test("an unsigned From beside the signed one is not accepted")
  func addedFrom() async throws {
    let bytes = try CraftedSignature(tags: "v=1; a=ed25519-sha256; \(Self.rest)").bytes()
    let record = try CraftedSignature.key.get().publicKeyRecord
    let result = try await DKIMVerifier { _ in [record] }.verify(
      bytes: Array("From: eve@evil.example\r\n".utf8) + bytes
    )
    .results.first
    #expect(result?.problem?.code == .addedFrom)
  }

  @Test("another signature may be signed, the one itself may not")
  func signedSignature() async throws {
    var crafted = CraftedSignature(
      tags: "v=1; a=ed25519-sha256; d=example.com; s=a; h=from:dkim-signature:dkim-signature; bh=BH; b={SIG}")
    crafted.header = "From: a@example.com\r\nDKIM-Signature: v=1; x\r\n"
    crafted.signedFields = ["from", "dkim-signature", "dkim-signature"]
    #expect(try await crafted.verify()?.verdict == .pass)
  }

  @Test(
    "a message whose header is broken, or missing, has its verdict too",
    arguments: [
      "", "\r\n", "hello", "\u{0}", "DKIM-Signature:", "DKIM-Signature", "DKIM-Signature: \r\n", ":\r\n\r\n", "\n\n\n",
    ])
  func broken(_ source: String) async throws {
    let verification = try await DKIMVerifier([String: String]()).verify(bytes: Array(source.utf8))
    #expect(verification.results.allSatisfy { $0.problem?.code == .malformedSignature })
    #expect(verification.results.isEmpty == !source.contains(":") || source.hasPrefix(":"))
  }

  @Test("bare LF line ends are taken for CRLF")
  func bareLineFeeds() async throws {
    let source = try dkimFixture("rfc8463.eml").filter { $0 != 0x0D }
    #expect(try await DKIMVerifier(DKIMRecords.all).verify(bytes: source).passed.count == 2)
  }

  /// Row "DoS" of the security history.
  @Test("no more signatures are looked at than asked for, and each key is looked up once")
  func bounds() async throws {
    let field = String(
      decoding: try CraftedSignature(tags: "v=1; a=ed25519-sha256; \(Self.rest)").bytes(), as: UTF8.self)
    let end = try #require(field.firstRange(of: "From:")).lowerBound
    let message = String(repeating: String(field[..<end]), count: 1000) + field[end...]
    let lookups = Lookups()
    let record = try CraftedSignature.key.get().publicKeyRecord
    var verifier = DKIMVerifier { name in
      await lookups.append(name)
      return [record]
    }
    let verification = try await verifier.verify(bytes: Array(message.utf8))
    #expect(verification.passed.count == 10 && verification.unexaminedSignatures == 990)
    #expect(await lookups.names == ["a._domainkey.example.com"])
    verifier.maximumSignatures = 0
    #expect(try await verifier.verify(bytes: Array(message.utf8)).unexaminedSignatures == 1000)
    verifier.maximumSignatures = -1
    #expect(try await verifier.verify(bytes: Array(message.utf8)).results.isEmpty)
  }

  @Test("a changed body costs no look-up")
  func noLookup() async throws {
    let lookups = Lookups()
    let verifier = DKIMVerifier { name in
      await lookups.append(name)
      return []
    }
    let bytes = try CraftedSignature(tags: "v=1; a=ed25519-sha256; \(Self.rest)").bytes() + Array("more\r\n".utf8)
    #expect(try await verifier.verify(bytes: bytes).results.first?.problem?.code == .bodyChanged)
    #expect(await lookups.names.isEmpty)
  }

  @Test("a header full of signed names is read in a time that grows with it, not with its square")
  func manyNames() async throws {
    func time(_ count: Int) throws -> Duration {
      let names = Array(repeating: "from", count: count) + ["from"]
      let header = String(repeating: "From: a@example.com\r\n", count: count)
      let fields = DKIMHeaderField.fields(of: Array(header.utf8))
      return processorTime { _ = DKIMHeaderHash.select(names, from: fields).count }
    }
    _ = try time(100)
    let (short, long) = (try time(5_000), try time(40_000))
    #expect(long < short * 30, "8 times the names took \(long) after \(short)")
  }
}

extension String {
  fileprivate func firstRange(of text: String, after mark: String) -> Range<Index>? {
    guard let start = firstRange(of: mark)?.upperBound else { return nil }
    return self[start...].firstRange(of: text)
  }
}
