import SASL
import Testing

@testable import SMTPSending

@Suite("HTTP CONNECT (RFC 9110 section 9.3.6)")
struct HTTPConnectHandshakeTests {
  static let greeting = "220 mail.example.com\r\n"

  func handshake(
    _ credentials: SMTPClient.Proxy.Credentials? = nil, host: String = "mail.example.com"
  ) throws -> HTTPConnectHandshake {
    HTTPConnectHandshake(to: try ProxyTarget(.init(host: host, port: 587)), credentials: credentials)
  }

  func dialogue(_ answer: String, inPiecesOf size: Int = .max) throws -> ProxyDialogue {
    ProxyDialogue(try handshake(), [Array(answer.utf8)], inPiecesOf: size)
  }

  @Test(
    "the request names the server as a URL does",
    arguments: [
      ("mail.example.com", "mail.example.com:587"), ("192.0.2.1", "192.0.2.1:587"),
      ("2001:db8::1", "[2001:db8::1]:587"),
    ])
  func request(host: String, authority: String) throws {
    let sent = ProxyDialogue(try handshake(host: host), []).sent
    #expect(
      String(decoding: sent[0], as: UTF8.self) == "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\r\n")
  }

  @Test("a login is one of Basic authentication (the example of RFC 7617 section 2)")
  func login() throws {
    let sent = ProxyDialogue(try handshake(.init("Aladdin", "open sesame")), []).sent
    #expect(
      String(decoding: sent[0], as: UTF8.self)
        == "CONNECT mail.example.com:587 HTTP/1.1\r\nHost: mail.example.com:587\r\n"
        + "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n")
  }

  static let consents = [
    "HTTP/1.0 200 Connection established\r\n\r\n",
    "HTTP/1.1 200 OK\r\nDate: Tue, 24 Nov 2026 04:40:13 GMT\r\nProxy-Agent: tinyproxy/1.11.1\r\n\r\n",
    // RFC 9110 has no content in it, whatever these say.
    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
    "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 204 \r\nX-Empty:\r\n\r\n", "HTTP/1.1 299 Gr\u{FC}n\r\nVia: 1.1 \u{FC}\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: </>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\nVia: 1.1 proxy\n\n", "HTTP/1.1 200 OK\r\nVia: 1.1\r\n\tproxy\r\n two\r\n\r\n",
  ]

  @Test("any 2xx is consent; it may be cut anywhere, and what follows is handed on whole", arguments: consents)
  func consent(answer: String) throws {
    for after in ["", Self.greeting] {
      for size in 1...(answer + after).utf8.count {
        let dialogue = try dialogue(answer + after, inPiecesOf: size)
        #expect(dialogue.isEstablished)
        #expect(String(decoding: dialogue.tunnelled, as: UTF8.self) == after)
        #expect(dialogue.sent.count == 1)
      }
    }
  }

  @Test("no part of an answer is taken for the whole", arguments: consents)
  func prefixes(answer: String) throws {
    for length in 0..<answer.utf8.count {
      let part = Array(answer.utf8.prefix(length))
      #expect(ProxyDialogue(try handshake(), [part]).isWaiting)
      #expect(ProxyDialogue(try handshake(), [part], inPiecesOf: 1).isWaiting)
    }
  }

  @Test("any other status is a refusal, with the status line, at its end", arguments: 300...599)
  func refusal(status: Int) throws {
    let line = "HTTP/1.1 \(status) So it is"
    let kind: ProxyFailure.Kind =
      switch status {
      case 401, 407: .authentication
      case 500...: .failed
      default: .refused
      }
    for size in [1, .max] {
      let dialogue = try dialogue("\(line)\r\n", inPiecesOf: size)
      #expect(dialogue.failure?.kind == kind)
      #expect(dialogue.failure?.detail.contains("\"\(line)\"") == true)
    }
  }

  @Test("407 says whether a login is missing or wrong")
  func authentication() throws {
    let answer = [Array("HTTP/1.1 407 Proxy Authentication Required\r\n".utf8)]
    #expect(ProxyDialogue(try handshake(), answer).failure?.detail.contains("none are set") == true)
    let refused = ProxyDialogue(try handshake(.init("ada", "engine")), answer).failure
    #expect(refused?.detail.contains("refused the user name or password") == true)
    #expect(refused?.kind == .authentication)
  }

  @Test(
    "garbage is known by its first wrong byte",
    arguments: [
      ("220 mail.example.com ESMTP\r\n", 1), ("SSH-2.0-OpenSSH_9.2\r\n", 1), ("\u{5}\u{0}", 1), ("\u{15}\u{3}\u{1}", 1),
      ("HTTP/2 200\r\n", 6), ("HTTP/1,1 200\r\n", 7), ("http/1.1 200\r\n", 1), ("HTTP/1.x 200 OK\r\n", 17),
      ("HTTP/1.1  200 OK\r\n", 18), ("HTTP/1.1 20\r\n", 13), ("HTTP/1.1 2000 OK\r\n", 18), ("HTTP/1.1 099 OK\r\n", 17),
      ("HTTP/1.1 600 OK\r\n", 17), ("HTTP/1.1 2a0 OK\r\n", 17), ("HTTP/1.1 200 O\u{0}K\r\n", 18),
      ("HTTP/1.1 200 OK\rX: y\r\n", 22), ("HTTP/1.1 200 OK\r\nno colon\r\n", 27), ("HTTP/1.1 200 OK\r\n: x\r\n", 22),
      ("HTTP/1.1 200 OK\r\n folded: x\r\n", 29), ("HTTP/1.1 200 OK\r\nA b: x\r\n", 25),
      ("HTTP/1.1 200 OK\r\nA: \u{0}\r\n", 23), ("HTTP/1.1 200 OK\r\nA: b\rC: d\r\n", 28),
      ("HTTP/1.1 100 Continue\r\n\r\n220 mail.example.com\r\n", 26),
    ])
  func garbage(answer: String, length: Int) throws {
    for size in [1, .max] {
      let dialogue = try dialogue(answer + "\r\n\r\n", inPiecesOf: size)
      #expect(dialogue.failure?.kind == .notUnderstood)
      if size == 1 { #expect(dialogue.bytesTaken == length) }
    }
  }

  @Test(
    "an answer that never ends is given up at the limit",
    arguments: [
      ("HTTP/1.1 200 ", "x"), ("HTTP/1.1 200 OK\r\n", "X: y\r\n"), ("HTTP/1.1 200 OK\r\nX: ", "y"),
      ("", "HTTP/1.1 100 Continue\r\n\r\n"),
    ])
  func endless(start: String, repeated: String) throws {
    let limit = HTTPConnectHandshake.maximumHeaderBytes
    let answer = start + String(repeating: repeated, count: 3 * limit / repeated.utf8.count)
    for size in [7, 1000, .max] {
      let dialogue = try dialogue(answer, inPiecesOf: size)
      #expect(dialogue.failure?.kind == .notUnderstood)
      #expect(dialogue.failure?.detail.contains("\(limit) bytes") == true)
      if size < limit { #expect(dialogue.bytesTaken <= limit + size) }
    }
  }

  @Test("the limit itself is allowed, and the server's bytes do not count")
  func limit() throws {
    let limit = HTTPConnectHandshake.maximumHeaderBytes
    for (length, isAllowed) in [(limit, true), (limit + 1, false)] {
      let frame = "HTTP/1.1 200 OK\r\nX: \r\n\r\n"
      let filling = String(repeating: "y", count: length - frame.utf8.count)
      let answer = "HTTP/1.1 200 OK\r\nX: \(filling)\r\n\r\n" + String(repeating: Self.greeting, count: 1000)
      for size in [100, 4096, .max] { #expect(try dialogue(answer, inPiecesOf: size).isEstablished == isAllowed) }
    }
  }

  @Test("a peer that says everything back learns nothing for its log")
  func echo() throws {
    var handshake = try handshake(.init("ada", "engine"))
    guard case .fail(let failure) = handshake.receive(handshake.begin()) else {
      Issue.record("an echo was taken for an answer")
      return
    }
    #expect(failure.kind == .notUnderstood)
    #expect(!failure.detail.contains("Basic"))
  }
}
