import NIOCore
import SMTPCore
import SMTPReceiving
import Testing

@Suite("Messages on their way into the server", .timeLimit(.minutes(1)))
struct SMTPServerMessageTests {
  @Test("a message of 30 MB arrives whole", arguments: [SMTPServerConfiguration.Security.none, .startTLS])
  func largeMessage(security: SMTPServerConfiguration.Security) async throws {
    let handler = ScriptedHandler()
    let line = String(repeating: "x", count: 998) + "\r\n"
    let part = ByteBuffer(string: String(repeating: line, count: 1000))
    try await withServer(handler, security: security) { server in
      var client = try await TestClient(port: server.port)
      if security == .none {
        _ = try await client.reply()
        try await client.command("EHLO client.test")
      } else {
        try await client.openWithStartTLS()
      }
      #expect(try await client.command("MAIL FROM:<>")?.code == 250)
      #expect(try await client.command("RCPT TO:<a@b.test>")?.code == 250)
      #expect(try await client.command("DATA")?.code == 354)
      for _ in 0..<30 { try await client.send(part) }
      #expect(try await client.command(".")?.code == 250)
    }
    #expect(handler.messages.first?.body.readableBytes == 30_000_000)
  }

  @Test("a smuggled message is refused after its end, and the connection closed")
  func smuggling() async throws {
    let handler = ScriptedHandler()
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      _ = try await client.reply()
      try await client.command("EHLO client.test")
      let data = "first\n.\r\nMAIL FROM:<evil@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nevil\r\n.\r\nNOOP\r\n"
      #expect(try await client.sendMessage(data)?.code == 550)
      #expect(try await client.reply() == nil)
      #expect(await handler.transcript()?.end.kind == .protocolViolation)
    }
    #expect(handler.messages.isEmpty)
  }

  @Test("a message comes whole by BDAT, in chunks that are cut anywhere", arguments: [1, 7, 4096])
  func chunks(size: Int) async throws {
    let handler = ScriptedHandler()
    let text = String(repeating: "Subject: x\r\n.\r\nQUIT\r\n", count: size > 100 ? 2000 : 4)
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      try await client.openWithStartTLS()
      for line in ["MAIL FROM:<>", "RCPT TO:<a@b.test>"] { try #require(try await client.command(line)?.code == 250) }
      var rest = ByteBuffer(string: text)
      while let chunk = rest.readSlice(length: min(size, rest.readableBytes)), chunk.readableBytes > 0 {
        try await client.send("BDAT \(chunk.readableBytes)\r\n")
        try await client.send(chunk)
        #expect(try await client.reply() == Reply(250, "2.0.0", "\(chunk.readableBytes) bytes received"))
      }
      #expect(try await client.command("BDAT 0 LAST") == Reply(250, "2.0.0", "Message accepted"))
      #expect(try await client.command("QUIT")?.code == 221)
    }
    #expect(handler.messages.map { String(buffer: $0.body) } == [text])
  }

  @Test("a program may close a connection when so much of a message has come", arguments: [true, false])
  func checkpoint(isDropped: Bool) async throws {
    let rejection = Reply(421, "4.3.1", "Enough")
    let handler = ScriptedHandler { event, _ in
      switch event {
      case .command(.data): ServerDecision(.proceed, checkpoint: 100)
      case .transfer(100...200): isDropped ? .drop : .reply(rejection)
      default: .proceed
      }
    }
    try await withServer(handler) { server in
      var client = try await TestClient(port: server.port)
      _ = try await client.reply()
      try await client.command("EHLO client.test")
      for line in ["MAIL FROM:<>", "RCPT TO:<a@b.test>", "DATA", "small\r\n."] {
        try #require(try await client.command(line)?.isPositive == true)
      }
      for line in ["MAIL FROM:<>", "RCPT TO:<a@b.test>", "DATA"] { try await client.command(line) }
      try await client.send(String(repeating: "x", count: 99))
      try await client.send("yz")
      #expect(try await client.reply() == (isDropped ? nil : rejection))
      #expect(await handler.transcript()?.end.kind == (isDropped ? .dropped : .serverClosed))
    }
    #expect(handler.messages.count == 1)
  }
}
