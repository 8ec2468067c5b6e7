import MIME
import Testing

@Suite("Attachments")
struct AttachmentTests {
  @Test("a missing file is an error when the attachment is made")
  func missing() throws {
    let error = try failure { _ = try Attachment(file: "/nowhere/at/all.pdf") }
    #expect(error.code == .attachmentNotFound)
    #expect(error.description == "attachment not found: no file at \"/nowhere/at/all.pdf\"")
  }

  @Test(
    "a directory, a device and a path with NUL are no attachments",
    arguments: ["/", "/dev/null", "/etc/hosts\u{0}.pdf"])
  func unreadable(_ path: String) throws {
    #expect(try failure { _ = try Attachment(file: path) }.code == .unreadableAttachment)
  }

  @Test("the name and the media type come from the path unless given")
  func defaults() throws {
    try withTemporaryFile(named: "Report.PDF", [1, 2]) { path in
      let attachment = try Attachment(file: path)
      #expect(attachment.name == "Report.PDF")
      #expect(attachment.mediaType.description == "application/pdf")
      #expect(attachment.content == .file(path))
      let named = try Attachment(file: path, name: "a.txt")
      #expect(named.name == "a.txt")
      #expect(named.mediaType.description == "text/plain")
    }
  }

  /// Rows "header injection" and "attachment name quoting" of the security history.
  @Test("a name with a control is refused, at once or when the message is written", arguments: controls)
  func names(_ control: Unicode.Scalar) throws {
    try withTemporaryFile(named: "a", [1]) { path in
      let error = try failure { _ = try Attachment(file: path, name: "a\(control)b") }
      #expect(error.code == .invalidFileName)
    }
    let attachment = Attachment(name: "a\(control)b", mediaType: .octetStream, bytes: [])
    let message = try fixedMessage(attachments: [attachment])
    #expect(try failure { _ = try message.makeStream() }.code == .invalidFileName)
  }

  @Test("types that forbid base64 are refused", arguments: ["message/rfc822", "multipart/mixed", "Message/Partial"])
  func compositeTypes(_ type: String) throws {
    let attachment = Attachment(name: "a.eml", mediaType: try MediaType(type), bytes: [0xFF])
    let message = try fixedMessage(attachments: [attachment])
    #expect(try failure { _ = try message.makeStream() }.code == .invalidMediaType)
  }
}
