import MIME
import MailSandbox
import NIOCore
import SMTPCore
import Testing

@testable import SMTPSending

@Suite("What a message is written in for a server", .timeLimit(.minutes(1)))
struct BodyFormTests {
  private static let text = "Grüße an alle, die das hier lesen\n"

  private static func message(_ attachments: [MIME.Attachment] = []) throws -> Message {
    var message = try Message.sample()
    message.text = text
    message.attachments = attachments
    return message
  }

  private func profile(offering keywords: [String]) -> SandboxProfile {
    .modern.with { $0.capabilitiesOverTLS = ["PIPELINING", "ENHANCEDSTATUSCODES"] + keywords }
  }

  @Test("where 8BITMIME is offered, text goes as it is")
  func eightBit() async throws {
    try await withSandbox(profile(offering: ["8BITMIME"])) { sandbox in
      _ = try await sandbox.configuration.send(try Self.message())
      let received = try await sandbox.nextMessage()
      #expect(received.parameters.map(\.description) == ["BODY=8BITMIME"])
      #expect(received.text.contains("Content-Transfer-Encoding: 8bit\r\n\r\nGrüße an alle"))
    }
  }

  @Test("where it is not, text is encoded; that is no attempt, and is known for the next message")
  func sevenBit() async throws {
    try await withSandbox(profile(offering: [])) { sandbox in
      let client = try SMTPClient(sandbox.configuration)
      for _ in 0..<2 {
        let receipt = try await client.send(try Self.message())
        #expect(receipt.attempts.count == 1 && receipt.notes.isEmpty)
        let received = try await sandbox.nextMessage()
        #expect(received.parameters.isEmpty)
        #expect(received.text.contains("Content-Transfer-Encoding: quoted-printable"))
        #expect(ParsedMessage(Array(received.text.utf8)).text == Self.text)
        #expect(client.bodyForms.isEmpty)
      }
      await client.shutdown()
    }
  }

  @Test("binary is written where it is asked for and offered", arguments: [true, false])
  func binary(_ isOffered: Bool) async throws {
    let bytes: [UInt8] = [0, 13, 10, 10, 255]
    let keywords = ["8BITMIME"] + (isOffered ? ["CHUNKING", "BINARYMIME"] : [])
    try await withSandbox(profile(offering: keywords)) { sandbox in
      let configuration = sandbox.configuration.with {
        $0.bodyForms = [.eightBitBody, .binaryBody]
        $0.chunking = .automatic
      }
      let file = MIME.Attachment(name: "a.bin", mediaType: .octetStream, bytes: bytes)
      _ = try await configuration.send(try Self.message([file]))
      let received = try await sandbox.nextMessage()
      #expect(received.parameters.map(\.description) == [isOffered ? "BODY=BINARYMIME" : "BODY=8BITMIME"])
      let parsed = ParsedMessage(Array(received.content.readableBytesView))
      #expect(parsed.attachments.first?.decodedContent.value == bytes)
      #expect(parsed.attachments.first?.transferEncoding == (isOffered ? .binary : .base64))
    }
  }

  @Test("a message of ASCII and files asks for nothing")
  func nothing() async throws {
    try await withSandbox(profile(offering: ["8BITMIME"])) { sandbox in
      var message = try Self.message([MIME.Attachment(name: "a.bin", mediaType: .octetStream, bytes: [255])])
      message.text = "plain"
      _ = try await sandbox.configuration.send(message)
      #expect(try await sandbox.nextMessage().parameters.isEmpty)
    }
  }

  @Test("a client that is told to encodes all in 7 bits")
  func told() async throws {
    try await withSandbox(profile(offering: ["8BITMIME"])) { sandbox in
      _ = try await sandbox.configuration.with { $0.bodyForms = [] }.send(try Self.message())
      #expect(try await sandbox.nextMessage().parameters.isEmpty)
    }
  }

  @Test("an enclosed message with 8 bits cannot be encoded, and is an error where they are not taken")
  func enclosed() async throws {
    try await withSandbox(profile(offering: [])) { sandbox in
      let inner = try StoredMessage(bytes: Array("Subject: x\r\n\r\nGrüße\r\n".utf8))
      let error = await #expect(throws: SMTPError.self) {
        _ = try await sandbox.configuration.send(try Self.message([MIME.Attachment(message: .stored(inner))]))
      }
      #expect(error?.code == .extensionNotOffered)
    }
  }
}
