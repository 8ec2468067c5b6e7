import MIME
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The messages that the standards show.
@Suite("The examples of RFC 6376 and RFC 8463")
struct DKIMExampleTests {
  @Test("the signed message of RFC 6376 verifies")
  func rfc6376() async throws {
    let verification = try await DKIMVerifier(DKIMRecords.all).verify(bytes: dkimFixture("rfc6376.eml"))
    let result = try #require(verification.results.first)
    #expect(verification.results.count == 1 && verification.unexaminedSignatures == 0)
    #expect(result.verdict == .pass, "\(result)")
    #expect(result.domain == "example.com" && result.selector == "brisbane")
    #expect(result.identity == "joe@football.example.com")
    #expect(result.algorithm == .rsaSHA256 && result.keyBitCount == 1024)
    #expect(result.signedFields == ["received", "from", "to", "subject", "date", "message-id"])
    #expect(result.unsignedBodyBytes == 0 && result.timestamp == nil)
  }

  @Test("both signatures of RFC 8463 verify")
  func rfc8463() async throws {
    let verification = try await DKIMVerifier(DKIMRecords.all).verify(bytes: dkimFixture("rfc8463.eml"))
    #expect(verification.results.map(\.verdict) == [.pass, .pass], "\(verification.results)")
    #expect(verification.results.map(\.algorithm) == [.ed25519SHA256, .rsaSHA256])
    #expect(verification.results.first?.timestamp?.timeIntervalSince1970 == 1_528_637_909)
    #expect(verification.passed.count == 2)
  }

  @Test("no byte of the message of RFC 8463 can be another without its signatures failing")
  func everyByte() async throws {
    let source = try dkimFixture("rfc8463.eml")
    let verifier = DKIMVerifier(DKIMRecords.all)
    let message = try #require(source.firstRange(of: Array("From: ".utf8))).lowerBound
    let firstSignature = try #require(source.firstRange(of: Array("DKIM".utf8))).lowerBound
    let firstValue = try #require(source.firstRange(of: Array("b=/gCr".utf8))).lowerBound
    for index in Array(firstSignature..<firstValue) + Array(message..<source.count) {
      var changed = source
      changed[index] ^= 1
      let passed = try await verifier.verify(bytes: changed).passed.count
      // The other signature holds, but where a reader sees no header below the change.
      let isOther = index < message && !ParsedMessage(changed).from.isEmpty
      #expect(passed == (isOther ? 1 : 0), "byte \(index)")
    }
  }

  @Test("the key of RFC 8463, written as its 32 bytes, has the public key that it shows")
  func seed() throws {
    let key = try DKIMPrivateKey("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\n")
    #expect(key.algorithm == .ed25519SHA256)
    #expect(key.publicKeyRecord == DKIMRecords.all["brisbane._domainkey.football.example.com"])
  }
}
