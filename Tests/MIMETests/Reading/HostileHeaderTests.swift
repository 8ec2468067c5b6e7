import Testing

@testable import MIME

/// Row "header injection" of the security history, on the reading side: what a message has encoded in it.
@Suite("Hostile values that are read")
struct HostileHeaderTests {
  /// A message with `scalar`, and a field after it, in all places that are decoded.
  private func message(with scalar: Unicode.Scalar, _ end: String) -> ParsedMessage {
    let hostile = "a\(scalar)\(end)Bcc: eve@evil.example"
    let escaped = { (mark: String) in
      hostile.utf8.map {
        mark + String($0 >> 4, radix: 16, uppercase: true) + String($0 & 15, radix: 16, uppercase: true)
      }
      .joined()
    }
    let (word, percent) = ("=?utf-8?q?\(escaped("="))?=", "utf-8''\(escaped("%"))")
    // What is raw must not end the line, or it would be a field of its own by right.
    let raw = scalar == "\n" || scalar == "\r" ? "a" : "a\(scalar)"
    let parameters = "name*=\(percent); charset*=\(percent); x*0*=\(percent); x*1=\(raw); y=\"\(raw)\"; z\(raw)=\(raw)"
    // A name with a control ends the header, so that one comes last.
    let header = """
      From: \(word) <ada@example.com>
      Sender: sender@example.com (\(word))
      Reply-To: "\(word)" <b@example.com>
      To: \(word): x@example.com;, "\(raw)" <c@example.com>, a\(raw)@example.com
      Cc: \(word)@example.com, <d@\(raw).example>
      Subject: \(word)
      Message-ID: <\(raw)@example.com>
      References: <1@example.com> <\(word)@example.com> <\(raw)>
      X-Text: \(word) \(raw)
      Date: \(raw)
      Received: from \(raw) (\(raw)) by \(word); \(raw)
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="b\(raw)"; c*=\(percent)
      X-\(raw): \(word)
      """
    let part = """
      Content-Type: application/x\(raw); \(parameters)
      Content-Disposition: attach\(raw); file\(parameters)
      Content-Transfer-Encoding: base64\(raw)
      Content-ID: <\(raw)@example.com>
      Content-Description: \(word)
      """
    let report = """
      Content-Type: message/delivery-status

      Reporting-MTA: dns; \(raw)
      Arrival-Date: \(raw)

      Final-Recipient: rfc822; \(raw)@example.com
      Diagnostic-Code: smtp; \(raw)
      """
    let notification = """
      Content-Type: message/disposition-notification

      Reporting-UA: \(raw)
      Disposition: manual-action/MDN-sent-manually; displayed/\(raw)
      Error: \(raw)
      """
    // Controls in a boundary are blanks, which count for nothing at its end.
    let delimiter = "\n--b\(scalar.isControl ? "a" : raw)\n"
    let text = [header, part, report, notification].map { $0 + "\n" }.joined(separator: delimiter)
    return ParsedMessage(Array(text.utf8))
  }

  /// All that is told of a message in words.
  private func texts(of message: ParsedMessage) -> [String] {
    let mailboxes = message.from + [message.sender].compactMap { $0 } + message.replyTo + message.to + message.cc
    var texts = mailboxes.flatMap { [$0.name ?? "", $0.description, $0.address.localPart, $0.address.domain] }
    texts += message.references.map(\.content) + message.allDefects().map(\.description)
    var others = [message.subject, message.messageID?.content, message.header["X-Text"]]
    for field in message.header.trace {
      others += [field.from, field.fromAddress, field.by, field.via, field.with, field.id, field.recipient]
      texts += field.comments
    }
    for part in message.root.allParts {
      let parameters = part.mediaType.parameters + (part.disposition?.parameters ?? [])
      texts += parameters.flatMap { [$0.name, $0.value] } + [part.mediaType.description]
      others += [part.disposition?.type, part.fileName, part.safeFileName, part.contentID, part.contentDescription]
    }
    if let status = message.deliveryStatus {
      others += [status.reportingMTA?.value]
      for recipient in status.recipients {
        others += [recipient.finalRecipient?.value, recipient.diagnosticCode?.value]
      }
    }
    if let notification = message.dispositionNotification {
      others += [notification.reportingUA]
      texts += notification.errors + notification.modifiers
    }
    return texts + others.compactMap { $0 }
  }

  @Test("no control comes out of a header that is read", arguments: hostileScalars)
  func reading(_ scalar: Unicode.Scalar) throws {
    for end in ["", "\r\n", "\n", "\r"] {
      let message = message(with: scalar, end)
      #expect(message.bcc.isEmpty && message.root.parts.count == 3)
      for text in texts(of: message) {
        #expect(!text.unicodeScalars.contains { $0.isControl && $0 != "\t" }, "\(text)")
      }
    }
  }

  @Test("a hostile message that is composed anew brings no field along", arguments: hostileScalars)
  func composing(_ scalar: Unicode.Scalar) throws {
    for end in ["", "\r\n", "\n", "\r"] {
      var message = try Message(message(with: scalar, end))
      message.date = nil
      // A value that cannot be written is an error, which is as good.
      guard let text = try? text(of: message) else { continue }
      let lines = text.unicodeScalars.split { $0 == "\r" || $0 == "\n" }.map(String.init)
      #expect(!lines.contains { $0.asciiLowercased.hasPrefix("bcc") }, "\(text)")
    }
  }

  @Test("a message of all places is read, and most of what it has is composed anew")
  func harmless() throws {
    let message = message(with: "x", "")
    #expect(message.from.first?.name == "axBcc: eve@evil.example")
    #expect(message.root.parts.count == 3)
    #expect(message.root.parts[0].fileName == "axBcc: eve@evil.example")
    #expect(message.deliveryStatus != nil && message.dispositionNotification != nil)
    #expect(texts(of: message).count > 50)
    #expect(try text(of: Message(message)).contains("X-Text: "))
  }

  /// Row "attachment name quoting" of the security history.
  @Test(
    "a file name comes back as it was written",
    arguments: [
      "a\"b.txt", "a\\b.txt", "\\\"", "a;b=c.txt", "a'b''c.txt", "a%41.txt", "=?utf-8?q?a?=.txt", "gpj\u{202E}exe.png",
      " a ",
      "日本語.txt", "\u{301}", "a/b\\c", "\"; filename=\"evil.exe", "*=utf-8''evil.exe", "(a)", "a,b", "👩‍👩‍👧‍👦",
      String(repeating: "a b", count: 100), String(repeating: "日本", count: 100), String(repeating: "\"\\", count: 100),
      String(repeating: "'%*", count: 60),
    ])
  func fileNames(_ name: String) throws {
    let attachment = Attachment(name: name, mediaType: .octetStream, bytes: [1])
    let read = ParsedMessage(try bytes(of: fixedMessage(attachments: [attachment])).bytes)
    #expect(read.attachments.map(\.fileName) == [name])
    #expect(read.allDefects().isEmpty)
  }

  @Test("a zone that no place has does not keep a message from being composed anew")
  func zone() throws {
    let parsed = ParsedMessage(Array("From: a@b.example\nDate: Tue, 24 Nov 2026 03:40:13 +9959\n\n".utf8))
    let again = ParsedMessage(try bytes(of: Message(parsed)).bytes)
    #expect(again.date == parsed.date && again.date != nil)
  }

  @Test("an encoded word in a boundary or a charset is none", arguments: ["boundary", "charset", "type", "x"])
  func encodedWords(_ name: String) {
    let message = ParsedMessage(Array("Content-Type: multipart/mixed; \(name)=\"=?utf-8?q?b?=\"\n\n--b\n\nx\n".utf8))
    #expect(message.root.mediaType[parameter: name.uppercased()] == "=?utf-8?q?b?=")
    #expect(message.root.parts.isEmpty)
  }
}
