import Foundation
import MIME
import Testing

/// Signatures of ours before other verifiers, and signatures of theirs before ours.
@Suite("DKIM beside dkimpy and OpenDKIM", .serialized, .timeLimit(.minutes(2)))
struct DKIMTests {
  /// A message of every kind that the canonical forms treat differently. Each has a Date, without which OpenDKIM takes none.
  private static let messages = [
    "From: Ada <ada@example.com>\r\nTo: alan@example.net\r\nSubject: a  b\tc\r\n\r\nHello  \t\r\n\r\n.\r\n two \r\n\r\n\r\n",
    "From: Ada <ada@example.com>\r\nTo: alan@example.net\r\n\r\n",
    "From: Ada <ada@example.com>\r\n\r\n \r\n\t\r\n\r\n",
    "Received: from a\r\n\tby b\r\nReceived: from c\r\n by d\r\nFrom: Ada\r\n  <ada@example.com>\r\nSubject: a\r\n \r\n b\r\n"
      + "X-Empty:\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"b\"\r\n\r\n--b\r\n\r\na\r\n--b--\r\n",
    "From: Jörg <joerg@example.com>\r\nSubject: Grüße\r\n\r\nGrüße \t Welt\r\n",
    "From: ada@example.com\r\n\r\n" + String(repeating: "line  of  text \r\n\r\n", count: 10_000),
  ].map { Array("Date: Tue, 24 Nov 2026 04:40:13 +0100\r\n\($0)".utf8) }

  private static let forms = DKIMCanonicalization.allCases.flatMap { header in
    DKIMCanonicalization.allCases.map { (header, $0) }
  }

  private func signer(
    _ key: DKIMTestKey, _ form: (header: DKIMCanonicalization, body: DKIMCanonicalization)
  ) throws -> DKIMSigner {
    var signer = try DKIMSigner(domain: "example.com", selector: key.selector, key: key.key)
    signer.headerCanonicalization = form.header
    signer.bodyCanonicalization = form.body
    signer.lifetime = .seconds(86_400)
    return signer
  }

  private func signed(_ message: [UInt8], by signers: [DKIMSigner]) throws -> [UInt8] {
    var stream = try SignedMessage(StoredMessage(bytes: message), by: signers).makeStream()
    var bytes: [UInt8] = []
    while let chunk = try stream.next() { bytes += chunk }
    return bytes
  }

  /// What must not verify any more.
  private func changed(_ message: [UInt8]) -> [[UInt8]] {
    [message + Array("more\r\n".utf8), Array("From: eve@evil.example\r\n".utf8) + message]
  }

  @Test(
    "dkimpy verifies both signatures of what we sign, and neither when it was changed", .needs("dkimverify"),
    arguments: forms)
  func oursBeforeDkimpy(_ header: DKIMCanonicalization, _ body: DKIMCanonicalization) async throws {
    try await TemporaryDirectory.with { directory in
      let keys = try await DKIMTestKey.both(in: directory)
      let dkimpy = Dkimpy(directory: directory, keys: keys)
      let signers = try keys.map { try signer($0, (header, body)) }
      let originals = try Self.messages.map { try signed($0, by: signers) }
      #expect(try await dkimpy.verify(originals) == originals.map { _ in [true, true] })
      let changes = originals.flatMap { changed($0) }
      #expect(try await dkimpy.verify(changes) == changes.map { _ in [false, false] })
    }
  }

  @Test("what dkimpy signs verifies, and fails when it was changed", .needs("dkimverify"), arguments: forms)
  func theirsBeforeUs(_ header: DKIMCanonicalization, _ body: DKIMCanonicalization) async throws {
    try await TemporaryDirectory.with { directory in
      let keys = try await DKIMTestKey.both(in: directory)
      let dkimpy = Dkimpy(directory: directory, keys: keys)
      let records = DKIMTestKey.records(of: keys)
      let verifier = DKIMVerifier { name in records[name].map { [$0] } ?? [] }
      for key in keys {
        for signed in try await dkimpy.sign(Self.messages, with: key, header, body) {
          let results = try await verifier.verify(bytes: signed).results
          #expect(results.map(\.verdict) == [.pass], "\(results)")
          for changed in changed(signed) {
            #expect(try await verifier.verify(bytes: changed).passed.isEmpty)
          }
        }
      }
    }
  }

  @Test(
    "OpenDKIM verifies what we sign, and does not when it was changed",
    .needs("opendkim-testmsg", "dkimverify", "unshare", "mount", "ip"), .needsRoot, arguments: forms)
  func oursBeforeOpenDKIM(_ header: DKIMCanonicalization, _ body: DKIMCanonicalization) async throws {
    try await TemporaryDirectory.with { directory in
      let keys = try await DKIMTestKey.both(in: directory)
      let openDKIM = OpenDKIM(directory: directory, keys: keys)
      for key in keys {
        let signers = [try signer(key, (header, body))]
        let originals = try Self.messages.map { try signed($0, by: signers) }
        let changes = originals.flatMap { changed($0) }
        let verdicts = try await openDKIM.verify(originals + changes)
        #expect(verdicts == originals.map { _ in true } + changes.map { _ in false }, "\(key.selector)")
      }
    }
  }
}
