import NIOCore
import SASL
import Testing

@testable import SMTPSending

@Suite("What a proxy is asked for")
struct ProxyTargetTests {
  static let endings: [String] = {
    let controls = (0...0x20).map { UInt32($0) } + [0x7F, 0x85, 0xA0, 0x2028, 0x2029]
    // Their low bytes are CR and LF, which a careless conversion makes of them.
    let narrowed: [UInt32] = [0x010A, 0x010D, 0x760A, 0x760D, 0xFF0A, 0xFF0D]
    return (controls + narrowed).compactMap { Unicode.Scalar($0).map { String($0) } }
      + ["\r\n", "/", "?", "#", "@", ":", "[", "]", "%", "\\", "\"", "<", ">", ",", ";", "="]
  }()

  /// The row "nodemailer proxy CONNECT host (9.0.2)" of the security history: a host name that ends the request line.
  @Test(
    "no character that could end or change a CONNECT line gets into one (security history: nodemailer proxy CONNECT host, 9.0.2)",
    arguments: endings)
  func injection(ending: String) {
    for host in [
      "mail.example.com\(ending)X-Injected: yes", "\(ending)mail.example.com", "mail.example.com\(ending)",
      "mail.example.com:25 HTTP/1.1\(ending)\(ending)",
    ] {
      let endpoint = SMTPClient.Endpoint(host: host, port: 587)
      let error = #expect(throws: SMTPError.self) { try ProxyTarget(endpoint) }
      #expect(error?.code == .invalidConfiguration)
      #expect(error?.detail.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } == true)
      for proxy in [SMTPClient.Proxy.httpConnect(host: "proxy", port: 3128), .socks5(host: "proxy")] {
        var configuration = SMTPClient.Configuration(endpoint: endpoint)
        configuration.proxy = proxy
        #expect(throws: SMTPError.self) { try SMTPClient(configuration) }
      }
    }
  }

  @Test(
    "names and addresses are what they look like",
    arguments: [
      ("mail.example.com", nil), ("mail_1.example.com.", nil), ("127.1", nil), ("1.2.3.4", 4), ("::1", 16),
      ("2001:db8::192.0.2.1", 16),
    ] as [(String, Int?)])
  func kinds(host: String, length: Int?) throws {
    switch try ProxyTarget(.init(host: host, port: 25)).host {
    case .name(let name): #expect(length == nil && name == host)
    case .ipv4(let bytes), .ipv6(let bytes): #expect(bytes.count == length)
    }
  }

  @Test("an empty or endless name, a zone, a port out of range and a Unix socket are refused")
  func refused() {
    for endpoint in [
      SMTPClient.Endpoint(host: "", port: 25), .init(host: String(repeating: "a", count: 256), port: 25),
      .init(host: "fe80::1%lo", port: 25), .init(host: "mail", port: 0), .init(host: "mail", port: 65_536),
      .init(host: "mail", port: -1), .unix(path: "/run/lmtp"),
    ] {
      #expect(throws: SMTPError.self) { try ProxyTarget(endpoint) }
    }
    #expect(throws: Never.self) { try ProxyTarget(.init(host: String(repeating: "a", count: 255), port: 65_535)) }
  }

  @Test(
    "a proxy's own host, port and login are checked before anything is sent",
    arguments: [
      SMTPClient.Proxy.httpConnect(host: "", port: 1), .httpConnect(host: "pro\r\nxy", port: 1),
      .httpConnect(host: "pro xy", port: 1), .httpConnect(host: "proxy", port: 0),
      .httpConnect(host: "proxy", port: 65_536), .httpConnect(host: "proxy", port: 1, credentials: .init("a:b", "c")),
      .httpConnect(host: "proxy", port: 1, credentials: .init("", "c")),
      .httpConnect(host: "proxy", port: 1, credentials: .init("a\r\nX: y", "c")),
      .httpConnect(host: "proxy", port: 1, credentials: .init("a", "c\n")),
      .socks5(host: "proxy", credentials: .init("a\0", "c")),
    ])
  func proxies(proxy: SMTPClient.Proxy) {
    let error = #expect(throws: SMTPError.self) { try proxy.validate() }
    #expect(error?.code == .invalidConfiguration)
  }

  @Test("a proxy is described by a URL, without its login")
  func descriptions() {
    let credentials = SMTPClient.Proxy.Credentials("ada", "engine")
    #expect("\(SMTPClient.Proxy.socks5(host: "proxy", credentials: credentials))" == "socks5://proxy:1080")
    let proxy = SMTPClient.Proxy.httpConnect(host: "::1", port: 3128, credentials: credentials)
    #expect("\(proxy)" == "http://[::1]:3128")
    #expect(!String(reflecting: credentials).contains("engine"))
  }
}
