import MailSandbox
import NIOCore
import NIOSSL
import TLSWire
import Testing

@Suite("The server that knows no SMTP", .timeLimit(.minutes(1)))
struct RawServerTests {
  @Test("It plays its steps and hands out what the client said")
  func steps() async throws {
    let server = try await RawServer.start([
      .send("220-one\r\n220 two\r\n"), .expect("ehlo"), .sendBytes([0x32, 0x35, 0x30, 0x20, 0xFF, 0x0D, 0x0A]),
      .expect("QUIT"), .close,
    ])
    let client = try await TestClient.connect(port: server.port)
    #expect(try await client.reply() == "220-one\n220 two")
    #expect(try await client.command("EHLO me") == "250 \u{FFFD}")
    client.send("quit\r\n")
    #expect(await client.rest() == "")
    let conversation = try await server.nextConversation()
    #expect(conversation.lines == ["EHLO me", "quit"])
    #expect(conversation.ending == .completed)
    #expect(String(buffer: conversation.bytesInClear) == "EHLO me\r\nquit\r\n")
    try await server.shutdown()
  }

  @Test("Another line than the expected ends it")
  func unexpected() async throws {
    let server = try await RawServer.start([.send("220 x\r\n"), .expect("EHLO"), .close])
    let client = try await TestClient.connect(port: server.port)
    _ = try await client.reply()
    client.send("MAIL FROM:<>\r\n")
    #expect(await client.rest() == "")
    #expect(try await server.nextConversation().ending == .unexpectedLine("MAIL FROM:<>", step: 1))
    try await server.shutdown()
  }

  @Test("It says at which step the client went")
  func clientGoes() async throws {
    let server = try await RawServer.start([.send("220 x\r\n"), .expect("EHLO")])
    let client = try await TestClient.connect(port: server.port)
    _ = try await client.reply()
    try await client.close()
    #expect(try await server.nextConversation().ending == .clientClosed(step: 1))
    try await server.shutdown()
  }

  @Test("Bytes after the STARTTLS reply come in one segment, and TLS begins behind them")
  func injection() async throws {
    let authority = try SandboxAuthority()
    let server = try await RawServer.start([
      .expect("STARTTLS"), .send("220 go\r\n250 injected\r\n"),
      .startTLS(try authority.certificate(for: ["localhost"]), .tls12 ... .tls13), .expect("SECRET"),
      .send("250 ok\r\n"), .waitForClose,
    ])
    let client = try await TestClient.connect(port: server.port)
    #expect(try await client.command("STARTTLS") == "220 go")
    #expect(try await client.reply() == "250 injected")
    try await client.startTLS(.client(trusting: authority))
    #expect(try await client.command("secret") == "250 ok")
    try await client.close()
    let conversation = try await server.nextConversation()
    #expect(conversation.ending == .completed)
    #expect(String(buffer: conversation.bytesOverTLS) == "secret\r\n")
    #expect(!String(buffer: conversation.bytesInClear).contains("secret"))
    try await server.shutdown()
  }

  @Test("A line sent when the client's hello has come breaks the handshake")
  func nextSegment() async throws {
    let authority = try SandboxAuthority()
    let server = try await RawServer.start([
      .expect("STARTTLS"), .send("220 go\r\n"), .awaitBytes, .send("250 injected\r\n"),
      .startTLS(try authority.certificate(for: ["localhost"]), .tls12 ... .tls13), .waitForClose,
    ])
    let client = try await TestClient.connect(port: server.port)
    #expect(try await client.command("STARTTLS") == "220 go")
    try await client.startTLS(.client(trusting: authority))
    let error = await #expect(throws: ConnectionEnded.self) { try await client.reply() }
    #expect(error?.reason.contains("WRONG_VERSION_NUMBER") == true, "\(error?.reason ?? "")")
    try await server.shutdown()
  }

  @Test("TLS with a hello that was already waiting")
  func waitingHello() async throws {
    let authority = try SandboxAuthority()
    let server = try await RawServer.start([
      .awaitBytes, .startTLS(try authority.certificate(for: ["localhost"]), .tls10 ... .tls10), .send("220 hello\r\n"),
      .waitForClose,
    ])
    let client = try await TestClient.connect(
      port: server.port, implicitTLS: .client(trusting: authority, .tls10 ... .tls13))
    #expect(try await client.reply() == "220 hello")
    #expect(try await client.channel.nioSSL_tlsVersion().get() == .tlsv1)
    try await client.close()
    try await server.shutdown()
  }

  @Test("An endless reply ends when the client has enough")
  func endless() async throws {
    let server = try await RawServer.start([.sendForever("250-more\r\n")])
    let client = try await TestClient.connect(port: server.port)
    let other = try await TestClient.connect(port: server.port)
    var line = try await other.line()
    for _ in 0..<20_000 { line = try await client.line() }
    #expect(line == "250-more")
    for client in [client, other] {
      try await client.close()
      #expect(try await server.nextConversation().ending == .clientClosed(step: 0))
    }
    try await server.shutdown()
  }
}
