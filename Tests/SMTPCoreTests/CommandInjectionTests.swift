import TestSupport
import NIOCore
import SASL
import SMTPCore
import Testing

/// Rows "SMTP command injection via address", "via other options" and "ESMTP parameter smuggling" of the security history: a
/// string of the caller's that becomes a command or a parameter.
///
/// Each string that reaches a command is given everything that has ever ended a line, at every place. It is refused, or
/// what goes on the wire is one line that a server reads as the one command that was meant.
@Suite("Nothing that a caller gives becomes a command")
struct CommandInjectionTests {
  /// Characters that end a line, or do where a program keeps the low byte of a character only.
  private static let hostileScalars: [Unicode.Scalar] = {
    var values =
      Array(UInt32(0x00)...0x1F) + Array(UInt32(0x7F)...0x9F) + [0x100, 0x2028, 0x2029, 0x2424, 0xFEFF, 0xFF00]
    for high in UInt32(0x01)...0xFF where !(0xD8...0xDF).contains(high) {
      values += [high << 8 | 0x0A, high << 8 | 0x0D]
    }
    // U+760D and U+760A are those of CVE-2025-7962; the same in other planes.
    values += [0x1_000A, 0x1_000D, 0x1_F60A, 0x1_F60D, 0xF_000A, 0xF_000D]
    return values.compactMap(Unicode.Scalar.init)
  }()

  /// What would be a command or a parameter of its own.
  private static let payloads = [
    "\r\nRCPT TO:<evil@x.test>", "\nQUIT", "\rDATA", "> ORCPT=rfc822;admin@x.test", " NOTIFY=SUCCESS", "> SIZE=1",
    "\u{760D}\u{760A}RCPT TO:<evil@x.test>", "\u{010D}\u{010A}QUIT", "\u{FF0D}\u{FF0A}QUIT", "\u{2028}QUIT", "\0QUIT",
    "\t", " ", "=", "+0D+0AQUIT", "%0d%0aQUIT", #"\x{0D}\x{0A}QUIT"#, "=?utf-8?q?=0D=0A?=", "\"", "\\", "<", ">", "@",
    ";", ",",
  ]

  private static let strings: [String] = {
    var result: [String] = []
    for scalar in hostileScalars { result.append("a\(scalar)b") }
    for text in payloads { result += [text, text + "b", "a" + text, "a\(text)b"] }
    var generator = SeededGenerator(seed: 0x5EA1)
    for _ in 0..<300 {
      let count = Int.random(in: 1...12, using: &generator)
      var text = ""
      for _ in 0..<count {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: text.unicodeScalars.append(hostileScalars.randomElement(using: &generator) ?? "\n")
        case 1: text += payloads.randomElement(using: &generator) ?? ""
        default: text.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &generator)))
        }
      }
      result.append(text)
    }
    return result
  }()

  private static func wire(_ command: Command) -> [UInt8] {
    var buffer = ByteBuffer()
    command.encode(into: &buffer)
    return Array(buffer.readableBytesView)
  }

  /// The line without its CRLF, where there is exactly one line, and no control in it.
  private static func line(_ command: Command, of text: String) -> ArraySlice<UInt8> {
    let bytes = wire(command)
    #expect(bytes.suffix(2).elementsEqual([13, 10]))
    let line = bytes.dropLast(2)
    #expect(!line.contains { $0 < 0x20 || $0 == 0x7F }, "\(text.debugDescription)")
    return line
  }

  /// How many of the strings were taken; each of these was read back as the command that was meant.
  private func sent(_ command: (String) throws -> Command?) throws -> Int {
    var count = 0
    for text in Self.strings {
      let meant: Command
      do {
        guard let made = try command(text) else { continue }
        meant = made
      } catch is EnvelopeSyntaxError {
        continue
      }
      let read = try Command.parse(Self.line(meant, of: text), postmasterDomain: "mx.test")
      #expect(read == meant, "\(text.debugDescription) was read as \(read)")
      count += 1
    }
    return count
  }

  @Test("SMTP command injection via address: local part and domain, of MAIL and of RCPT")
  func addresses() throws {
    let local = try sent { .mail(.address(try EnvelopeAddress(localPart: $0, domain: "d.test")), []) }
    #expect(local > 500, "most local parts can be quoted")
    _ = try sent { .rcpt(try EnvelopeAddress(localPart: $0, domain: "d.test"), [.size(1)]) }
    _ = try sent { .mail(.address(try EnvelopeAddress(localPart: "a", domain: $0)), [.smtpUTF8]) }
    _ = try sent { .rcpt(try EnvelopeAddress(localPart: "a", domain: "[\($0)]"), []) }
    _ = try sent { .rcpt(try EnvelopeAddress($0 + "@d.test"), []) }
    _ = try sent { .rcpt(try EnvelopeAddress("\"\($0)\"@d.test"), []) }
    _ = try sent { .rcpt(try EnvelopeAddress("a@" + $0), []) }
  }

  @Test("ESMTP parameter smuggling, RCPT misroute (CVE-2025-59937): a quoted local part stays where it is")
  func misroute() throws {
    let address = try EnvelopeAddress(#""foo@psres.net> ORCPT=admin@admin.com"@test.com"#)
    #expect(address.localPart == "foo@psres.net> ORCPT=admin@admin.com")
    #expect(address.domain == "test.com")
    let line = Self.line(.rcpt(address, []), of: "\(address)")
    #expect(String(decoding: line, as: UTF8.self) == #"RCPT TO:<"foo@psres.net> ORCPT=admin@admin.com"@test.com>"#)
    #expect(try Command.parse(line, postmasterDomain: "mx.test") == .rcpt(address, []))
  }

  @Test("SMTP command injection via other options: the EHLO name")
  func clientNames() throws {
    #expect(try sent { .ehlo(try ClientName($0)) } < Self.strings.count / 10)
    _ = try sent { .helo(try ClientName($0)) }
    _ = try sent { .ehlo(try ClientName("[\($0)]")) }
  }

  @Test("SMTP command injection via other options: any parameter's name and value")
  func parameters() throws {
    let address = try EnvelopeAddress("a@b.test")
    _ = try sent { .mail(.null, [try ESMTPParameter($0)]) }
    _ = try sent { .mail(.null, [try ESMTPParameter("X", $0)]) }
    _ = try sent { .rcpt(address, [try ESMTPParameter("X", $0), .size(1)]) }
  }

  /// What a client sends for an envelope, as the server reads it.
  private func commands(of envelope: Envelope, given text: String) throws -> [Command] {
    var session = ClientSession.make(security: .implicitTLS)
    session.open(
      offering: "PIPELINING", "SMTPUTF8", "DSN", "AUTH PLAIN", "8BITMIME", "REQUIRETLS")
    try session.begin(envelope)
    var commands: [Command] = []
    for case .send(let sent) in session.allActions() {
      for command in sent {
        let read = try Command.parse(Self.line(command, of: text), postmasterDomain: "mx.test")
        #expect(read == command, "\(text.debugDescription) was read as \(read)")
        commands.append(read)
      }
    }
    return commands
  }

  @Test("SMTP command injection via other options: ENVID, ORCPT and AUTH, which the server decodes to what was given")
  func deliveryOptions() throws {
    let address = try EnvelopeAddress("a@b.test")
    var count = 0
    for text in Self.strings {
      var options = DeliveryOptions()
      options.dsn = DSNRequest(notification: .failure)
      options.dsn?.envelopeID = try? EnvelopeID(text)
      let hostile = try? EnvelopeAddress(localPart: text, domain: "d.test")
      options.submitter = hostile.flatMap { try? Submitter($0) }
      var own = RecipientOptions()
      own.originalRecipient =
        hostile.flatMap { try? OriginalRecipient($0) } ?? (try? OriginalRecipient(type: "utf-8", address: text))
        ?? (try? OriginalRecipient(type: text, address: "x")) ?? (try? OriginalRecipient(type: "x", address: text))
      let envelope = try Envelope(
        reversePath: .null, recipients: [address], options: options, recipientOptions: [address: own])
      let isASCII = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
      #expect((options.dsn?.envelopeID != nil) == isASCII)
      let names = [options.dsn?.envelopeID == nil ? nil : "ENVID", options.submitter == nil ? nil : "AUTH"]
      let ownNames = ["NOTIFY"] + (own.originalRecipient == nil ? [] : ["ORCPT"])
      let commands = try self.commands(of: envelope, given: text)
      guard commands.count == 3, case .mail(.null, let mail) = commands[0], case .rcpt(address, let rcpt) = commands[1]
      else {
        Issue.record("\(text.debugDescription) became \(commands)")
        continue
      }
      #expect(mail.map(\.keyword) == names.compactMap { $0 }, "\(text.debugDescription)")
      #expect(rcpt.map(\.keyword) == ownNames, "\(text.debugDescription)")
      try expectTaken(mail, rcpt, text)
      if own.originalRecipient != nil { count += 1 }
    }
    #expect(count > 500)
  }

  /// A server that checks the grammar, and what it hides, takes them.
  private func expectTaken(_ mail: [ESMTPParameter], _ rcpt: [ESMTPParameter], _ text: String) throws {
    var configuration = ServerSession.Configuration.test
    configuration.authenticationMechanisms = [.plain]
    configuration.requiresTLSForAuthentication = false
    var dialogue = ServerDialogue(configuration)
    dialogue.say("EHLO x.test\r\n")
    for command in [Command.mail(.null, mail), .rcpt(try EnvelopeAddress("a@b.test"), rcpt)] {
      dialogue.say(Self.wire(command))
    }
    #expect(dialogue.codes == [250, 250, 250], "\(text.debugDescription): \(dialogue.record.replies)")
  }

  @Test("SMTP command injection via other options: the domain that stands for another on the wire")
  func asciiDomains() throws {
    let address = try EnvelopeAddress("a@b\u{FC}cher.test")
    for text in Self.strings {
      let envelope = try Envelope(
        reversePath: .null, recipients: [address], asciiDomains: ["b\u{FC}cher.test": text])
      guard case .rcpt(let sent, []) = try commands(of: envelope, given: text)[1] else {
        Issue.record("\(text.debugDescription)")
        continue
      }
      #expect(sent == address || sent.domain == text && sent.isASCII)
    }
  }

  @Test("SMTP command injection via other options: SASL mechanism and user name")
  func authentication() throws {
    for text in Self.strings {
      let response = Secret("\u{0}\(text)\u{0}password")
      for command in [
        Command.auth(mechanism: "PLAIN", initialResponse: response), .auth(mechanism: text, initialResponse: nil),
        .auth(mechanism: text, initialResponse: Secret(text)), .vrfy(text), .expn(text),
      ] {
        _ = Self.line(command, of: text)
      }
      let line = Self.line(.auth(mechanism: "PLAIN", initialResponse: response), of: text)
      #expect(
        try Command.parse(line, postmasterDomain: "mx.test") == .auth(mechanism: "PLAIN", initialResponse: response))
    }
  }
}
