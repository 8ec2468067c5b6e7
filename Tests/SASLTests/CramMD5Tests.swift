import SASL
import Testing

@Suite("CRAM-MD5")
struct CramMD5Tests {
  @Test("the example of RFC 2195 section 2")
  func example() throws {
    var mechanism = try CramMD5Mechanism(username: "tim", password: "tanstaaftanstaaf")
    #expect(mechanism.name == "CRAM-MD5")
    #expect(mechanism.initialResponse() == nil)
    let challenge = Array("<1896.697170952@postoffice.reston.mci.net>".utf8)
    let response = try mechanism.respond(to: challenge)
    #expect(String(decoding: response, as: UTF8.self) == "tim b913a602c7eda7a495b4e6e7334d3890")
    try mechanism.acceptSuccess()
  }

  @Test("a key longer than a block of the hash is hashed first, a digit is never left out")
  func longPassword() throws {
    var mechanism = try CramMD5Mechanism(username: "ada", password: Secret(String(repeating: "k", count: 80)))
    let response = String(decoding: try mechanism.respond(to: [0x41]), as: UTF8.self)
    #expect(response.wholeMatch(of: /ada [0-9a-f]{32}/) != nil)
  }

  @Test("an empty challenge, and a second one, get no digest")
  func hostile() throws {
    var empty = try CramMD5Mechanism(username: "ada", password: "pw")
    #expect(throws: SASLError.malformedChallenge(mechanism: "CRAM-MD5", "it is empty")) { try empty.respond(to: []) }
    var twice = try CramMD5Mechanism(username: "ada", password: "pw")
    _ = try twice.respond(to: [1])
    #expect(throws: SASLError.unexpectedChallenge(mechanism: "CRAM-MD5")) { try twice.respond(to: [2]) }
  }

  @Test("a server that lets the client in before it asked is not believed")
  func noChallenge() throws {
    let mechanism = try CramMD5Mechanism(username: "ada", password: "pw")
    let error = #expect(throws: SASLError.self) { try mechanism.acceptSuccess() }
    #expect(error?.isServerUnproven == true)
  }
}
