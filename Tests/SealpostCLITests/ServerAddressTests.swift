import Testing

@testable import SealpostCLI

@Suite("A server's address", .timeLimit(.minutes(1)))
struct ServerAddressTests {
  @Test(
    "It is a host with or without a port",
    arguments: [
      ("mail.example.com", "mail.example.com", nil),
      ("mail.example.com:587", "mail.example.com", 587),
      ("192.0.2.1:1", "192.0.2.1", 1),
      ("[::1]:65535", "::1", 65535),
      ("[2001:db8::1]", "2001:db8::1", nil),
      ("::1", "::1", nil),
      ("[fe80::1%eth0]:25", "fe80::1%eth0", 25),
      ("b\u{FC}cher.example:25", "b\u{FC}cher.example", 25),
    ] as [(String, String, Int?)])
  func reads(text: String, host: String, port: Int?) throws {
    let address = try ServerAddress(text, in: "--server")
    #expect(address.host == host)
    #expect(address.port == port)
  }

  @Test(
    "Anything else is an error of usage that names the option and the text",
    arguments: [
      "", ":587", "[]:587", "host:", "host:0", "host:65536", "host:-1", "host:+1", "host:12a", "[::1", "[::1]587",
      "ada@example.com", "https://example.com", "mail example.com", "a\r\nb", "host:587:", "a\u{202E}b",
      "host:99999999999999999999",
    ])
  func refuses(text: String) throws {
    let error = try #require(throws: CommandFailure.self) { _ = try ServerAddress(text, in: "--server") }
    #expect(error.status == .usage)
    #expect(error.description.hasPrefix("--server: \""))
    #expect(!error.description.contains("\n") && !error.description.contains("\u{202E}"))
  }

  @Test("Port 0 is for those who listen")
  func portZero() throws {
    #expect(try ServerAddress("127.0.0.1:0", in: "--listen", lowestPort: 0).port == 0)
  }
}
