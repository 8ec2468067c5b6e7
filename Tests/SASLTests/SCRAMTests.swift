import Testing

@testable import SASL

@Suite("SCRAM, the client's side")
struct SCRAMTests {
  private static let binding = ChannelBinding(data: Array(0..<32))

  private static func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  /// The exchange of RFC 7677 section 3.
  private static let clientNonce = "rOprNGfwEbeRWgbNEkqO"
  private static let serverFirst =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
  private static let serverFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

  private func mechanism(
    _ name: MechanismName = .scramSHA256, username: String = "user", nonce: String = clientNonce
  ) throws -> SCRAMMechanism {
    try SCRAMMechanism(name, username: username, password: "pencil", nonce: nonce)
  }

  /// One that awaits the server's first message.
  private func begun(_ name: MechanismName = .scramSHA256) throws -> SCRAMMechanism {
    var mechanism = try mechanism(name)
    _ = mechanism.initialResponse()
    return mechanism
  }

  @Test("the example of RFC 5802 section 5")
  func exampleSHA1() throws {
    var mechanism = try mechanism(.scramSHA1, nonce: "fyko+d2lbbFgONRv9qkxdawL")
    #expect(mechanism.name == "SCRAM-SHA-1")
    #expect(Self.text(mechanism.initialResponse()) == "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL")
    let final = try mechanism.respond(
      to: Array("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096".utf8))
    #expect(
      Self.text(final) == "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=")
    #expect(try mechanism.respond(to: Array("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=".utf8)) == [])
    try mechanism.acceptSuccess()
  }

  @Test("the example of RFC 7677 section 3, at once or when asked")
  func exampleSHA256() throws {
    for isAsked in [false, true] {
      var mechanism = try mechanism()
      let first = isAsked ? try mechanism.respond(to: []) : mechanism.initialResponse()
      #expect(Self.text(first) == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
      #expect(
        Self.text(try mechanism.respond(to: Array(Self.serverFirst.utf8)))
          == "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
      )
      #expect(try mechanism.respond(to: Array(Self.serverFinal.utf8)) == [])
      try mechanism.acceptSuccess()
      #expect(throws: SASLError.unexpectedChallenge(mechanism: "SCRAM-SHA-256")) { try mechanism.respond(to: []) }
    }
  }

  @Test("the header says n, y or p as RFC 5802 section 6 has it")
  func header() throws {
    let cases: [(name: MechanismName, offered: [String], binding: ChannelBinding?, header: String?)] = [
      (.scramSHA256, ["SCRAM-SHA-256"], nil, "n,,"),
      (.scramSHA256, ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], nil, "n,,"),
      (.scramSHA256, ["SCRAM-SHA-256"], Self.binding, "y,,"),
      (.scramSHA256, ["SCRAM-SHA-256", "SCRAM-SHA-1-PLUS"], Self.binding, "y,,"),
      (.scramSHA256, ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], Self.binding, "n,,"),
      (.scramSHA256Plus, ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], Self.binding, "p=tls-server-end-point,,"),
      (.scramSHA256Plus, ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], nil, nil),
      (.scramSHA256Plus, ["SCRAM-SHA-256"], Self.binding, nil),
      (.scramSHA1, ["SCRAM-SHA-256"], Self.binding, nil),
    ]
    for (name, offered, binding, header) in cases {
      let prepared = try mechanism(name).prepared(for: SASLOffer(mechanisms: offered, channelBinding: binding))
      var ready = prepared
      let first = Self.text(ready?.initialResponse() ?? nil)
      #expect(first == header.map { $0 + "n=user,r=\(Self.clientNonce)" }, "\(name) \(offered)")
    }
  }

  @Test("the binding's data goes behind the header, and is under the proof")
  func channelBinding() throws {
    var proofs: Set<Substring> = []
    for data in [Self.binding.data, Array(1..<33)] {
      let offer = SASLOffer(mechanisms: ["SCRAM-SHA-256-PLUS"], channelBinding: ChannelBinding(data: data))
      var mechanism = try #require(try mechanism(.scramSHA256Plus).prepared(for: offer))
      _ = mechanism.initialResponse()
      let final = try mechanism.respond(to: Array(Self.serverFirst.utf8))
      let expected = Base64.encode(Array("p=tls-server-end-point,,".utf8) + data)
      let text = String(decoding: final, as: UTF8.self)
      #expect(text.hasPrefix("c=\(String(decoding: expected, as: UTF8.self)),r="))
      proofs.insert(try #require(text.split(separator: ",p=").last))
    }
    #expect(proofs.count == 2)
  }

  @Test("a comma and an equals sign in a name are escaped, and an accent is brought to one form")
  func names() throws {
    var mechanism = try mechanism(username: "a=b,c")
    #expect(Self.text(mechanism.initialResponse()) == "n,,n=a=3Db=2Cc,r=\(Self.clientNonce)")
    var accent = try self.mechanism(username: "e\u{301}")
    #expect(accent.initialResponse() == Array("n,,n=\u{E9},r=\(Self.clientNonce)".utf8))
  }

  @Test("two exchanges have two nonces")
  func nonces() throws {
    var first = try SCRAMMechanism(.scramSHA256, username: "user", password: "pencil")
    var second = try SCRAMMechanism(.scramSHA256, username: "user", password: "pencil")
    #expect(first.initialResponse() != second.initialResponse())
  }

  @Test(
    "a first message that is none gets no proof",
    arguments: [
      "", "r", "r=", ",", "=", "r=\(clientNonce),s=QQ==,i=4096", "r=other,s=QQ==,i=4096",
      "r=x\(clientNonce)y,s=QQ==,i=4096", "r=\(clientNonce)x y,s=QQ==,i=4096", "r=\(clientNonce)\u{E9},s=QQ==,i=4096",
      "r=\(clientNonce)x,s=,i=4096", "r=\(clientNonce)x,s=!,i=4096", "r=\(clientNonce)x,s=QQ==",
      "s=QQ==,r=\(clientNonce)x,i=4096", "r=\(clientNonce)x,s=QQ==,i=", "r=\(clientNonce)x,s=QQ==,i=04096",
      "r=\(clientNonce)x,s=QQ==,i=-4096", "r=\(clientNonce)x,s=QQ==,i=+4096", "r=\(clientNonce)x,s=QQ==,i=4096.0",
      "r=\(clientNonce)x,s=QQ==,i=\u{0664}096", "r=\(clientNonce)x,s=QQ==,i=4096,",
      "r=\(clientNonce)x\u{0},s=QQ==,i=4096",
    ])
  func malformedFirst(_ message: String) throws {
    var mechanism = try begun()
    let error = #expect(throws: SASLError.self) { try mechanism.respond(to: Array(message.utf8)) }
    #expect(error?.description.contains("not of the mechanism's form") == true)
  }

  @Test("bytes that are no UTF-8 are refused, an extension that must be known too, one that need not be is passed over")
  func extensions() throws {
    var mechanism = try begun()
    #expect(throws: SASLError.self) { try mechanism.respond(to: [0x72, 0x3D, 0xFF]) }
    #expect(throws: SASLError.unsupportedExtension(mechanism: "SCRAM-SHA-256")) {
      try mechanism.respond(to: Array("m=x,\(Self.serverFirst)".utf8))
    }
    #expect(try !mechanism.respond(to: Array("\(Self.serverFirst),x=y".utf8)).isEmpty)
  }

  /// Row "DoS" of the security history: what a server can make a client compute.
  @Test(
    "an iteration count that is too low, or that would keep this side busy, is refused before anything is derived",
    arguments: ["1", "4095", "1000001", "10000001", "2147483648", "99999999999999999999999999"])
  func iterations(_ count: String) throws {
    var mechanism = try SCRAMMechanism(
      .scramSHA256, username: "user", password: "pencil", nonce: Self.clientNonce
    ) { (_, _) throws(SASLError) in
      Issue.record("a key was derived")
      throw .unsupportedExtension(mechanism: "")
    }
    _ = mechanism.initialResponse()
    #expect(throws: SASLError.iterationCount(Int(count) ?? .max, allowed: 4096...1_000_000)) {
      try mechanism.respond(to: Array("r=\(Self.clientNonce)x,s=QQ==,i=\(count)".utf8))
    }
  }

  @Test("keys that were derived before are not derived again, and lead to the same proof")
  func keptKeys() throws {
    let parameters = SCRAMParameters(
      hash: .sha256, salt: try #require(Base64.decode("W22ZaJ0SNY7soEsUEjb6gQ==".utf8)), iterations: 4096)
    let keys = try SCRAMKeys(password: "pencil", parameters)
    var mechanism = try SCRAMMechanism(
      .scramSHA256, username: "user", password: "another", nonce: Self.clientNonce
    ) { (given, _) throws(SASLError) in
      #expect(given == parameters)
      return keys
    }
    _ = mechanism.initialResponse()
    let final = try mechanism.respond(to: Array(Self.serverFirst.utf8))
    #expect(Self.text(final)?.hasSuffix("p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=") == true)
  }

  @Test(
    "a server that does not prove itself is not believed",
    arguments: [
      "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8=", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl9", "v=",
      "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ])
  func wrongSignature(_ message: String) throws {
    var mechanism = try begun()
    _ = try mechanism.respond(to: Array(Self.serverFirst.utf8))
    let error = #expect(throws: SASLError.self) { try mechanism.respond(to: Array(message.utf8)) }
    #expect(error?.isServerUnproven == true)
    #expect(throws: SASLError.self) { try mechanism.acceptSuccess() }
  }

  @Test("a final message that is none is refused", arguments: ["", "x=y", "v", "v=!", "r=\(clientNonce)", "\u{0}"])
  func malformedFinal(_ message: String) throws {
    var mechanism = try begun()
    _ = try mechanism.respond(to: Array(Self.serverFirst.utf8))
    #expect(throws: SASLError.self) { try mechanism.respond(to: Array(message.utf8)) }
    #expect(throws: SASLError.self) { try mechanism.acceptSuccess() }
  }

  @Test("success before the server's signature has come is no success, however far the exchange is")
  func earlySuccess() throws {
    func expectUnproven(_ mechanism: SCRAMMechanism) {
      let error = #expect(throws: SASLError.self) { try mechanism.acceptSuccess() }
      #expect(error?.isServerUnproven == true)
    }
    var mechanism = try mechanism()
    expectUnproven(mechanism)
    _ = mechanism.initialResponse()
    expectUnproven(mechanism)
    _ = try mechanism.respond(to: Array(Self.serverFirst.utf8))
    expectUnproven(mechanism)
    _ = try mechanism.respond(to: Array(Self.serverFinal.utf8))
    try mechanism.acceptSuccess()
  }

  @Test("what the server says of its refusal is kept, and is no success")
  func serverError() throws {
    var mechanism = try begun()
    _ = try mechanism.respond(to: Array(Self.serverFirst.utf8))
    #expect(mechanism.serverError == nil)
    #expect(try mechanism.respond(to: Array("e=invalid-proof".utf8)) == [])
    #expect(mechanism.serverError == "invalid-proof")
    #expect(throws: SASLError.self) { try mechanism.acceptSuccess() }
    #expect(throws: SASLError.self) { try mechanism.respond(to: Array(Self.serverFinal.utf8)) }
  }

  @Test("other mechanisms' names make none")
  func otherNames() {
    #expect(throws: SASLError.self) { try SCRAMMechanism(.plain, username: "user", password: "pencil") }
  }
}
