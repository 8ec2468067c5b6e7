import SASL
import Testing

@Suite("Secret")
struct SecretTests {
  private struct Account {
    let name = "ada"
    let password: Secret
    let earlier: [Secret]
    let byPlace: [String: Secret]
    let perhaps: Secret?
  }

  private static let canary = "canary-7f3a"

  /// Every way in which a value ends up in a log.
  private static func printed<Value>(_ value: Value) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    var printedOut = ""
    print(value, to: &printedOut)
    var debugged = ""
    debugPrint(value, to: &debugged)
    return [
      "\(value)", String(describing: value), String(reflecting: value), dumped, printedOut, debugged,
      Mirror(reflecting: value).children.map { "\($0.value)" }.joined(),
    ]
  }

  @Test("it is redacted wherever it is printed, alone and within other values")
  func redacted() {
    let secret = Secret(Self.canary)
    let account = Account(
      password: secret, earlier: [secret], byPlace: ["home": secret], perhaps: secret)
    let texts =
      Self.printed(secret) + Self.printed(account) + Self.printed([secret]) + Self.printed(Optional(secret))
      + Self.printed((secret, 1)) + Self.printed(["key": secret]) + Self.printed(Set([secret]))
    for text in texts {
      #expect(!text.contains(Self.canary), "\(text)")
      #expect(!text.contains("99, 97, 110"), "the bytes as numbers")
    }
    #expect("\(secret)" == "[redacted]" && secret.debugDescription == "[redacted]")
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test("a mechanism that holds one does not show it", arguments: 0...5)
  func mechanisms(_ kind: Int) throws {
    let secret = Secret(Self.canary)
    let texts: [String] =
      switch kind {
      case 0: Self.printed(try PlainMechanism(username: "ada", password: secret))
      case 1: Self.printed(try LoginMechanism(username: "ada", password: secret))
      case 2: Self.printed(try CramMD5Mechanism(username: "ada", password: secret))
      case 3: Self.printed(try SCRAMMechanism(.scramSHA256, username: "ada", password: secret))
      case 4: Self.printed(try OAuthBearerMechanism(username: "ada", token: secret, host: "h", port: 1))
      default: Self.printed(try XOAuth2Mechanism(username: "ada", token: secret))
      }
    for text in texts {
      #expect(!text.contains(Self.canary), "\(text)")
      #expect(!text.contains("99, 97, 110"), "the bytes as numbers")
    }
  }

  @Test("the bytes are handed out unchanged")
  func bytes() {
    #expect(Secret("p\u{E4}ss").withBytes { $0 } == Array("p\u{E4}ss".utf8))
    #expect(Secret(bytes: [0, 255]).withBytes { $0 } == [0, 255])
    #expect(Secret("").isEmpty && !Secret("x").isEmpty)
  }

  @Test(
    "only the same bytes match",
    arguments: [
      ("abc", "abc", true), ("", "", true), ("abc", "abd", false), ("abc", "ab", false), ("ab", "abc", false),
      ("", "a", false), ("a", "", false), ("ab", "ab\u{0}", false), ("ab\u{0}", "ab", false),
      ("abc", "xbc", false),
    ])
  func matching(_ one: String, _ other: String, _ isSame: Bool) {
    #expect(Secret(one).matches(Secret(other)) == isSame)
    #expect((Secret(one) == Secret(other)) == isSame)
  }
}
