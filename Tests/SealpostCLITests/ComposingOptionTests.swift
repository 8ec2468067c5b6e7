import Foundation
import MIME
import Testing

@testable import SealpostCLI

@Suite("What send makes messages of", .timeLimit(.minutes(1)))
struct ComposingOptionTests {
  private static let basics = ["--from", "Ada <ada@example.com>", "--to", "alan@example.net", "--subject", "Engine"]

  private static func withFiles(_ body: (TemporaryFiles) async throws -> Void) async throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    try await body(files)
  }

  private static func written(_ options: [String], input: String = "") async throws -> ParsedMessage {
    let run = await CommandRun.of(["send", "--dry-run"] + basics + options, input: input)
    try #require(run.status == 0, "\(run.errors)")
    let message = ParsedMessage(Array(run.output.utf8))
    #expect(message.allDefects().isEmpty)
    return message
  }

  @Test("an inline file is shown by the HTML that names it")
  func inline() async throws {
    try await Self.withFiles { files in
      let page = try files.file("page.html", "<p>See</p><img src=\"logo.svg\">")
      let logo = try files.file("logo.svg", "<svg/>")
      let message = try await Self.written(["--html", page, "--inline", logo])
      let part = try #require(message.inlineParts.first)
      #expect(message.html == "<p>See</p><img src=\"cid:\(part.contentID ?? "")\">")
      #expect(part.decodedContent.value == Array("<svg/>".utf8))
      #expect(message.attachments.isEmpty)
    }
  }

  @Test("fields, an answer's references, and how to leave a list")
  func fields() async throws {
    let message = try await Self.written([
      "--text", "Hi", "--header", "X-Campaign: Frühling", "--header", "Keywords: a, b", "--in-reply-to",
      "<1@example.com>", "--list-unsubscribe", "https://example.com/leave?k=1", "--list-unsubscribe",
      "mailto:leave@example.com", "--one-click",
    ])
    #expect(message.header["X-Campaign"] == "Frühling" && message.header["Keywords"] == "a, b")
    #expect(message.header.inReplyTo.map(\.content) == ["1@example.com"])
    #expect(message.header.references == message.header.inReplyTo)
    #expect(message.header["List-Unsubscribe"] == "<https://example.com/leave?k=1>, <mailto:leave@example.com>")
    #expect(message.header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click")
  }

  @Test(
    "an .eml is attached as a message, and one that not every server would take as a file",
    arguments: [
      ("From: ada@example.com\r\nSubject: Engine\r\n\r\nHi\r\n", "message/rfc822"),
      ("From: ada@example.com\r\nSubject: Engine\r\n\r\nGrüße\r\n", "application/octet-stream"),
      ("From: ada@example.com\r\nSubject: Grüße\r\n\r\nHi\r\n", "application/octet-stream"),
      ("From: ada@example.com\r\n\r\n\(String(repeating: "a", count: 999))\r\n", "application/octet-stream"),
      ("no message at all", "application/octet-stream"), ("", "application/octet-stream"),
    ])
  func attachedMessage(_ content: String, _ type: String) async throws {
    try await Self.withFiles { files in
      let message = try await Self.written(["--text", "See", "--attach", try files.file("Engine.EML", content)])
      let part = try #require(message.attachments.first)
      #expect("\(part.mediaType.type)/\(part.mediaType.subtype)" == type)
      #expect(part.fileName == "Engine.EML")
      #expect(part.decodedContent.value == Array(content.utf8))
    }
  }

  @Test("an invitation is one of the alternatives")
  func calendar() async throws {
    let text = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n"
    let message = try await Self.written(["--text", "Come", "--calendar", "-"], input: text)
    let part = try #require(message.root.parts.last)
    #expect(message.root.mediaType.subtype == "alternative")
    #expect(part.mediaType.subtype == "calendar" && part.mediaType[parameter: "method"] == "REQUEST")
    #expect(part.text?.value == text)
  }

  @Test("a message is signed, and the signature holds", arguments: [false, true])
  func signed(_ isStored: Bool) async throws {
    try await Self.withFiles { files in
      let key = try files.file("key.pem", Self.key)
      let eml = try files.file("a.eml", "From: ada@example.com\r\nTo: b@example.net\r\nSubject: x\r\n\r\nHi\r\n")
      let options =
        isStored ? ["send", "--dry-run", "--eml", eml] : ["send", "--dry-run", "--text", "Hi"] + Self.basics
      let run = await CommandRun.of(options + ["--dkim-key", key, "--dkim-selector", "mail"])
      try #require(run.status == 0, "\(run.errors)")
      let record = try DKIMPrivateKey(Self.key).publicKeyRecord
      let verifier = DKIMVerifier { $0 == "mail._domainkey.example.com" ? [record] : [] }
      let verification = try await verifier.verify(bytes: Array(run.output.utf8))
      #expect(verification.results.map(\.verdict) == [.pass])
      #expect(verification.results.first?.domain == "example.com")
    }
  }

  @Test("what cannot be is refused before anything is sent, with the option at fault and its status")
  func refused() async throws {
    try await Self.withFiles { files in
      let page = try files.file("page.html", "x")
      let key = try files.file("key.pem", Self.key)
      let cases: [([String], CommandStatus, String)] = [
        (["--text", "x", "--inline", page], .usage, "--inline"),
        (["--html", page, "--inline", files.path("none.png")], .noInput, "--inline"),
        (["--header", "no field"], .usage, "--header"),
        (["--header", "Bcc: eve@example.net"], .unusableMessage, "Bcc"),
        (["--header", "X-A: b\r\nBcc: eve@example.net"], .unusableMessage, "--header"),
        (["--list-unsubscribe", "https://example.com/>, <x"], .unusableMessage, "--list-unsubscribe"),
        (["--one-click"], .unusableMessage, "--one-click"),
        (["--in-reply-to", "none"], .unusableMessage, "--in-reply-to"),
        (["--calendar", page], .unusableMessage, "--calendar"),
        (["--dkim-key", key], .usage, "--dkim-selector"),
        (["--dkim-selector", "a"], .usage, "--dkim-key"),
        (["--dkim-domain", "example.com"], .usage, "--dkim-domain"),
        (["--dkim-key", page, "--dkim-selector", "a"], .configuration, "--dkim-key"),
        (["--dkim-key", files.path("none"), "--dkim-selector", "a"], .configuration, "--dkim-key"),
        (["--dkim-key", key, "--dkim-selector", "a b"], .unusableMessage, "--dkim-selector"),
      ]
      let stored = ["--header", "--inline", "--calendar", "--in-reply-to", "--list-unsubscribe"].map {
        (["--eml", page, $0, "x: y"], CommandStatus.usage, $0)
      }
      for (options, status, text) in cases.map({ (Self.basics + $0.0, $0.1, $0.2) }) + stored {
        let run = await CommandRun.of(["send", "--dry-run"] + options)
        #expect(run.status == status.rawValue, "\(options): \(run.errors)")
        #expect(run.errors.contains(text) && run.output.isEmpty, "\(options): \(run.errors)")
      }
    }
  }

  /// Made for this test.
  private static let key = """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIAx0+1/UynrpRMpgcdY2ak+enjpTYLqFiySYm1OQ+1g0
    -----END PRIVATE KEY-----

    """
}
