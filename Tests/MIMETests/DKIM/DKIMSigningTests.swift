import MIME
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Signing with DKIM")
struct DKIMSigningTests {
  struct Kind: Sendable, CustomStringConvertible {
    let header: DKIMCanonicalization
    let body: DKIMCanonicalization
    let key: String

    var description: String { "\(header)/\(body) \(key)" }

    func signer() throws -> DKIMSigner {
      var signer = try DKIMSigner(domain: "example.com", selector: "a.b", key: dkimKey(key))
      signer.headerCanonicalization = header
      signer.bodyCanonicalization = body
      signer.timestamp = Date(timeIntervalSince1970: 1_795_491_613)
      return signer
    }

    static let all = DKIMCanonicalization.allCases.flatMap { header in
      DKIMCanonicalization.allCases.flatMap { body in
        ["rsa2048-pkcs1.pem", "ed25519-pkcs8.pem"].map { Kind(header: header, body: body, key: $0) }
      }
    }
  }

  private func message(attachmentSize: Int = 1000) throws -> Message {
    var message = try fixedMessage(
      subject: "A  long subject" + String(repeating: " with words", count: 12), text: "Hello \t \n\n  world\n\n\n",
      html: "<p>Hello</p>",
      attachments: [
        Attachment(
          name: "a.bin", mediaType: .octetStream, bytes: (0..<attachmentSize).map { UInt8(truncatingIfNeeded: $0) })
      ])
    message.cc = [try Mailbox("grace@example.org")]
    return message
  }

  @Test("what is signed verifies, in each form and with each algorithm", arguments: Kind.all)
  func roundTrip(_ kind: Kind) async throws {
    let signer = try kind.signer()
    let message = try message(attachmentSize: 100_000)
    let signed = try SignedMessage(message, by: [signer])
    let verification = try await DKIMVerifier([signer]).verify(signed)
    let result = try #require(verification.results.first)
    #expect(verification.results.count == 1 && result.verdict == .pass, "\(result)")
    #expect(result.domain == "example.com" && result.selector == "a.b" && result.algorithm == signer.key.algorithm)
    #expect(result.timestamp == signer.timestamp && result.expiration == nil && result.unsignedBodyBytes == 0)
    #expect(result.signedFields.count { $0 == "from" } == 2)
    #expect(try text(of: signed).hasSuffix(text(of: message)))
  }

  @Test("a changed byte of the body or of a signed field fails", arguments: Kind.all)
  func changes(_ kind: Kind) async throws {
    let signer = try kind.signer()
    let verifier = DKIMVerifier([signer])
    let original = try text(of: SignedMessage(message(), by: [signer]))
    for (old, new, code) in [
      ("world", "World", DKIMProblem.Code.bodyChanged), ("<p>Hello", "<p>hello", .bodyChanged),
      ("Ada Lovelace <ada@", "Eve Lovelace <ada@", .signatureMismatch),
      ("with words", "with Words", .signatureMismatch),
      ("multipart/mixed", "multipart/mixe", .signatureMismatch), ("grace@", "eve@", .signatureMismatch),
      ("t=1795491613", "t=1795491614", .signatureMismatch), ("From: Ada", "X-From: Ada", .signatureMismatch),
      ("From: Ada", "From: eve@evil.example\r\nFrom: Ada", .signatureMismatch),
      ("\r\n\r\n", "\r\nFrom: eve@evil.example\r\n\r\n", .signatureMismatch),
      ("\r\n\r\n", "\r\nSubject: b\r\n\r\n", .signatureMismatch),
      ("\r\n\r\n", "\r\nReply-To: eve@evil.example\r\n\r\n", .signatureMismatch),
      ("\r\n\r\n", "\r\nContent-Type: text/plain\r\n\r\n", .signatureMismatch),
    ] {
      let range = try #require(original.firstRange(of: old))
      let changed = original[..<range.lowerBound] + new + original[range.upperBound...]
      let result = try await verifier.verify(bytes: Array(changed.utf8)).results.first
      #expect(
        result?.problem?.code == code && result?.verdict == .fail, "\(old) → \(new): \(String(describing: result))")
    }
    // What is not signed may be added.
    let relayed =
      "Received: from x.example\r\n" + original.replacing("\r\n\r\n", with: "\r\nX-A: b\r\n\r\n", maxReplacements: 1)
    #expect(try await verifier.verify(bytes: Array(relayed.utf8)).results.first?.verdict == .pass)
  }

  @Test("relaxed forms outlive what servers do to blanks, simple ones do not", arguments: Kind.all)
  func blanks(_ kind: Kind) async throws {
    let signer = try kind.signer()
    let original = try text(of: SignedMessage(message(), by: [signer]))
    let header = original.replacing("To: \"Turing", with: "TO:\t\"Turing")
    let body = original.replacing("Hello \t \r\n", with: "Hello\r\n")
    #expect(header != original && body != original)
    let headerResult = try await DKIMVerifier([signer]).verify(bytes: Array(header.utf8)).results.first
    let bodyResult = try await DKIMVerifier([signer]).verify(bytes: Array(body.utf8)).results.first
    #expect(headerResult?.verdict == (kind.header == .relaxed ? .pass : .fail))
    #expect(bodyResult?.verdict == (kind.body == .relaxed ? .pass : .fail))
  }

  @Test("one message bears several signatures, which all verify")
  func several() async throws {
    let signers = try Kind.all.enumerated().map { index, kind in
      try DKIMSigner(domain: "example.com", selector: "s\(index)", key: kind.signer().key)
    }
    let signed = try SignedMessage(message(), by: signers)
    let verification = try await DKIMVerifier(signers).verify(signed)
    #expect(verification.results.compactMap(\.selector) == signers.map(\.selector))
    #expect(verification.passed.count == signers.count, "\(verification.results)")
  }

  @Test("a signed message may be streamed any number of times, and its size is told")
  func streams() throws {
    let signed = try SignedMessage(message(), by: Kind.all.map { try $0.signer() })
    let first = try bytes(of: signed)
    #expect(try bytes(of: signed).bytes == first.bytes)
    #expect(try signed.makeStream().size == first.bytes.count)
    #expect(first.bytes.starts(with: signed.signatureFields))
    #expect(signed.envelopeSender == (try message().envelopeSender))
    #expect(signed.envelopeRecipients == (try message().envelopeRecipients) && signed.messageID != nil)
    try signed.validateEnvelope()
  }

  @Test("a stored message and its file keep their bytes behind the signature")
  func stored() async throws {
    let signer = try Kind.all[0].signer()
    let source =
      Array("From: a@x.example\nTo: b@x.example\n\n".utf8) + Array(repeatElement("line\n", count: 40_000).joined().utf8)
    let fromMemory = try bytes(of: SignedMessage(StoredMessage(bytes: source), by: [signer])).bytes
    #expect(try await DKIMVerifier([signer]).verify(bytes: fromMemory).passed.count == 1)
    try withTemporaryFile(named: "a.eml", source) { path in
      let signed = try SignedMessage(StoredMessage(file: path), by: [signer])
      let written = try bytes(of: signed).bytes
      #expect(written == fromMemory)
      #expect(try signed.makeStream().size == written.count)
      try overwriteFile(path, Array(repeating: 0x0A, count: source.count))
      #expect(try failure { _ = try bytes(of: signed) }.code == .fileChanged)
    }
  }

  @Test("an attachment that changes after the signing is not sent")
  func changedAttachment() throws {
    try withTemporaryFile(named: "a.bin", [1, 2, 3]) { path in
      let message = try fixedMessage(attachments: [Attachment(file: path)])
      let signed = try SignedMessage(message, by: [Kind.all[0].signer()])
      _ = try bytes(of: signed)
      try overwriteFile(path, [1, 2, 3, 4])
      #expect(try failure { _ = try bytes(of: signed) }.code == .fileChanged)
    }
  }

  @Test("a message without From, or without anything, is not signed")
  func noFrom() throws {
    let signer = try Kind.all[0].signer()
    let stored = try StoredMessage(bytes: Array("To: a@x.example\n\n".utf8))
    #expect(try failure { _ = try SignedMessage(stored, by: [signer]) }.code == .noSender)
  }

  @Test("the field is folded at 76 bytes and says what it should")
  func field() throws {
    var signer = try Kind(header: .relaxed, body: .simple, key: "rsa2048-pkcs8.pem").signer()
    signer.lifetime = .seconds(86_400)
    signer.identity = try EmailAddress("\"a b;=ü\"@mail.example.com")
    let field = String(decoding: try signer.signatureField(for: message()), as: UTF8.self)
    let lines = field.split(separator: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 76 } && field.hasSuffix("\r\n"))
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" ") })
    #expect(field.hasPrefix("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=example.com; s=a.b;\r\n"))
    let unfolded = field.replacing("\r\n ", with: "")
    #expect(unfolded.contains("i=\"a=20b=3B=3D=C3=BC\"@mail.example.com;"))
    #expect(unfolded.contains("t=1795491613; x=1795578013;"))
    #expect(!unfolded.contains("l="))
    let names = "From:From:Reply-To:Subject:Subject:Date:Date:Message-ID:Message-ID:To:To:Cc:Cc:"
    #expect(
      unfolded.contains("h=\(names)MIME-Version:MIME-Version:Content-Type:Content-Type:Content-Transfer-Encoding;"))
  }

  @Test("an identity comes back as it was given")
  func identity() async throws {
    var signer = try Kind.all[0].signer()
    signer.identity = try EmailAddress("\"a b;=ü\"@mail.example.com")
    let result = try await DKIMVerifier([signer]).verify(SignedMessage(message(), by: [signer])).results.first
    #expect(result?.verdict == .pass && result?.identity == "\"a b;=ü\"@mail.example.com")
  }

  @Test("the caller chooses the fields; From is signed in any case")
  func chosenFields() async throws {
    var signer = try Kind.all[0].signer()
    signer.signedFields = ["X-A", "subject", "SUBJECT"]
    signer.oversignedFields = []
    var message = try fixedMessage()
    try message.additionalHeaders.append(name: "X-A", value: "1")
    try message.additionalHeaders.append(name: "X-A", value: "2")
    let result = try await DKIMVerifier([signer]).verify(SignedMessage(message, by: [signer])).results.first
    #expect(result?.verdict == .pass)
    #expect(result?.signedFields == ["from", "from", "x-a", "x-a", "subject"])
  }

  @Test("Date and Message-ID that a message lacks may be added by the server it is submitted to")
  func addedBySubmission() async throws {
    let signer = try Kind.all[0].signer()
    var message = try fixedMessage()
    message.date = nil
    message.messageID = nil
    let signed = try text(of: SignedMessage(message, by: [signer]))
    let submitted = signed.replacing(
      "\r\n\r\n", with: "\r\nDate: Tue, 24 Nov 2026 04:40:13 +0100\r\nMessage-ID: <1@x.example>\r\n\r\n",
      maxReplacements: 1)
    #expect(try await DKIMVerifier([signer]).verify(bytes: Array(submitted.utf8)).passed.count == 1)
  }

  @Test("an international message is signed, and a domain with U-labels is written with A-labels")
  func international() async throws {
    var signer = try DKIMSigner(domain: "Bücher.example", selector: "köln", key: dkimKey("ed25519-pkcs8.pem"))
    #expect(signer.domain == "xn--bcher-kva.example" && signer.selector == "xn--kln-sna")
    signer.identity = try EmailAddress("用户@mail.BÜCHER.example")
    var message = try fixedMessage(subject: "用户", text: "用户\n")
    message.to = [try Mailbox("用户@例え.テスト")]
    let signed = try SignedMessage(message, by: [signer])
    #expect(signed.hasInternationalHeader && signed.signatureFields.allSatisfy { $0 < 0x80 })
    let result = try await DKIMVerifier([signer]).verify(signed).results.first
    #expect(result?.verdict == .pass, "\(String(describing: result))")
    #expect(result?.identity == "用户@mail.xn--bcher-kva.example")
  }

  @Test("8-bit text that is not UTF-8 is signed as the bytes it is")
  func eightBit() async throws {
    let signer = try Kind.all[0].signer()
    let stored = try StoredMessage(bytes: Array("From: a@x.example\nSubject: ".utf8) + [0xFC, 0x0A, 0x0A, 0xE4, 0x0A])
    let signed = try SignedMessage(stored, by: [signer])
    #expect(signed.needsEightBitTransport)
    #expect(try await DKIMVerifier([signer]).verify(signed).passed.count == 1)
  }
}
