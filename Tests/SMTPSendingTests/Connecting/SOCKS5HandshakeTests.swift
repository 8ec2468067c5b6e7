import SASL
import Testing

@testable import SMTPSending

@Suite("SOCKS 5 (RFC 1928, RFC 1929)")
struct SOCKS5HandshakeTests {
  static let login = SMTPClient.Proxy.Credentials("ada", "engine")
  static let loginBytes: [UInt8] = [1, 3] + Array("ada".utf8) + [6] + Array("engine".utf8)
  static let greeting = Array("220 mail.example.com\r\n".utf8)

  /// Where to, and how the request has it after version, command and reserved byte.
  static let targets: [(host: String, bytes: [UInt8])] = [
    ("mail.example.com", [3, 16] + Array("mail.example.com".utf8) + [0x02, 0x4B]),
    ("192.0.2.1", [1, 192, 0, 2, 1, 0x02, 0x4B]),
    ("2001:db8::1", [4, 0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [1, 0x02, 0x4B]),
  ]

  /// The address that the proxy connects from, in all its forms.
  static let boundAddresses: [[UInt8]] = [
    [1, 10, 0, 0, 1], [4] + Array(repeating: 0xFE, count: 16), [3, 5] + Array("proxy".utf8), [3, 0],
    [3, 255] + Array(repeating: 0x61, count: 255),
  ]

  static func success(_ address: [UInt8] = boundAddresses[0]) -> [UInt8] { [5, 0, 0] + address + [0x1F, 0x90] }

  func handshake(
    _ credentials: SMTPClient.Proxy.Credentials? = nil, host: String = "mail.example.com"
  ) throws -> SOCKS5Handshake {
    SOCKS5Handshake(to: try ProxyTarget(.init(host: host, port: 587)), credentials: credentials)
  }

  @Test("without a login the request follows the choice of no authentication", arguments: targets)
  func noLogin(target: (host: String, bytes: [UInt8])) throws {
    let dialogue = ProxyDialogue(try handshake(host: target.host), [[5, 0], Self.success()])
    #expect(dialogue.sent == [[5, 1, 0], [5, 1, 0] + target.bytes])
    #expect(dialogue.isEstablished)
    #expect(dialogue.tunnelled.isEmpty)
  }

  @Test("with a login both ways are offered, and the password is said only where it is asked for", arguments: targets)
  func login(target: (host: String, bytes: [UInt8])) throws {
    let dialogue = ProxyDialogue(try handshake(Self.login, host: target.host), [[5, 2], [1, 0], Self.success()])
    #expect(dialogue.sent == [[5, 2, 0, 2], Self.loginBytes, [5, 1, 0] + target.bytes])
    #expect(dialogue.isEstablished)
    let open = ProxyDialogue(try handshake(Self.login, host: target.host), [[5, 0], Self.success()])
    #expect(open.sent == [[5, 2, 0, 2], [5, 1, 0] + target.bytes])
    #expect(open.isEstablished)
  }

  @Test(
    "the answers may be cut anywhere, and what follows the last is handed on whole", arguments: boundAddresses,
    [true, false])
  func cut(address: [UInt8], hasLogin: Bool) throws {
    let last = Self.success(address) + Self.greeting
    let answers: [[UInt8]] = hasLogin ? [[5, 2], [1, 0], last] : [[5, 0], last]
    for size in 1...last.count {
      let dialogue = ProxyDialogue(try handshake(hasLogin ? Self.login : nil), answers, inPiecesOf: size)
      #expect(dialogue.isEstablished)
      #expect(dialogue.tunnelled == Self.greeting)
      #expect(dialogue.sent.count == (hasLogin ? 3 : 2))
    }
  }

  @Test("no part of an answer is taken for the whole", arguments: boundAddresses)
  func prefixes(address: [UInt8]) throws {
    let answers: [[UInt8]] = [[5, 2], [1, 0], Self.success(address)]
    for (index, answer) in answers.enumerated() {
      for length in 0..<answer.count {
        let dialogue = ProxyDialogue(try handshake(Self.login), answers[..<index] + [Array(answer.prefix(length))])
        #expect(dialogue.isWaiting)
        #expect(dialogue.sent.count == index + 1)
      }
    }
  }

  @Test(
    "a method that was not offered ends it, and no password is said", arguments: UInt8.min...UInt8.max, [true, false])
  func method(method: UInt8, hasLogin: Bool) throws {
    guard method != 0, !(hasLogin && method == 2) else { return }
    let dialogue = ProxyDialogue(try handshake(hasLogin ? Self.login : nil), [[5, method], [1, 0], Self.success()])
    let isAboutLogin = method == 0xFF || method == 2
    #expect(dialogue.failure?.kind == (isAboutLogin ? .authentication : .notUnderstood))
    #expect(dialogue.sent.count == 1)
  }

  @Test("any status of the login but 0 is a refusal", arguments: 1...UInt8.max)
  func loginStatus(status: UInt8) throws {
    let dialogue = ProxyDialogue(try handshake(Self.login), [[5, 2], [1, status]])
    #expect(dialogue.failure?.kind == .authentication)
    #expect(dialogue.failure?.detail.contains("engine") == false)
    #expect(dialogue.sent.count == 2)
  }

  @Test("any reply code but 0 is a refusal, known by its first two bytes", arguments: 1...UInt8.max)
  func replyCode(code: UInt8) throws {
    let dialogue = ProxyDialogue(try handshake(), [[5, 0], [5, code]])
    #expect(dialogue.failure?.kind == ([2, 7, 8].contains(code) ? .refused : .failed))
    if code > 8 { #expect(dialogue.failure?.detail.contains("code \(code)") == true) }
  }

  @Test("each byte that has one right value ends it where it has another", arguments: UInt8.min...UInt8.max)
  func wrongBytes(byte: UInt8) throws {
    for (answers, right): ([[UInt8]], Set<UInt8>) in [
      ([[byte]], [5]), ([[5, 2], [byte]], [1, 5]), ([[5, 2], [1, 0], [byte]], [5]),
      ([[5, 2], [1, 0], [5, 0, byte]], [0]),
      ([[5, 2], [1, 0], [5, 0, 0, byte]], [1, 3, 4]),
    ] {
      let dialogue = ProxyDialogue(try handshake(Self.login), answers)
      if right.contains(byte) {
        #expect(dialogue.isWaiting)
      } else {
        #expect(dialogue.failure?.kind == .notUnderstood)
      }
    }
  }

  @Test(
    "a proxy that answers what was not asked yet is none: nothing of it gets into the tunnel",
    arguments: [
      [[5, 0] + success()], [[5, 2, 1, 0]], [[5, 2], [1, 0] + success()], [[5, 2], [1, 0, 5]],
    ] as [[[UInt8]]])
  func outOfTurn(answers: [[UInt8]]) throws {
    let dialogue = ProxyDialogue(try handshake(Self.login), answers)
    #expect(dialogue.failure?.kind == .notUnderstood)
    #expect(!dialogue.isEstablished)
  }

  @Test(
    "what speaks another protocol is quoted",
    arguments: [
      ("HTTP/1.1 400 Bad Request\r\n\r\n", "\"HTTP/1.1 400 Bad Request\""),
      ("220 mail.example.com ESMTP\r\n", "\"220 mail.example.com ESMTP\""), ("\u{15}\u{3}\u{1}", "15 03 01"),
    ])
  func otherProtocol(answer: String, quotation: String) throws {
    let dialogue = ProxyDialogue(try handshake(), [Array(answer.utf8)])
    #expect(dialogue.failure?.kind == .notUnderstood)
    #expect(dialogue.failure?.detail.contains(quotation) == true)
  }

  @Test("a peer that says everything back learns nothing for its log")
  func echo() throws {
    var handshake = try handshake(Self.login)
    var words = handshake.begin()
    for _ in 0..<10 {
      switch handshake.receive(words) {
      case .send(let more): words = more
      case .fail(let failure):
        #expect(failure.kind != .refused)
        return #expect(!failure.detail.contains("engine"))
      case .wait, .established: break
      }
    }
    Issue.record("it never ended")
  }

  @Test("user name and password of 255 bytes fit, and 256 are refused beforehand")
  func longLogin() throws {
    let longest = SMTPClient.Proxy.Credentials(
      String(repeating: "u", count: 255), .init(String(repeating: "p", count: 255)))
    let dialogue = ProxyDialogue(try handshake(longest), [[5, 2]])
    #expect(
      dialogue.sent.last
        == [1, 255] + Array(repeating: UInt8(ascii: "u"), count: 255) + [255]
        + Array(repeating: UInt8(ascii: "p"), count: 255))
    try SMTPClient.Proxy.socks5(host: "proxy", credentials: longest).validate()
    for (name, password) in [(256, 1), (1, 256), (0, 1), (1, 0)] {
      let credentials = SMTPClient.Proxy.Credentials(
        String(repeating: "u", count: name), .init(String(repeating: "p", count: password)))
      let error = #expect(throws: SMTPError.self) {
        try SMTPClient.Proxy.socks5(host: "proxy", credentials: credentials).validate()
      }
      #expect(error?.code == .invalidConfiguration)
    }
  }
}
