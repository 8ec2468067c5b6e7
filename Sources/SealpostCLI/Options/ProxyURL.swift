import MailDiagnosis
import Foundation
import SMTPSending

/// A proxy as it is given on a command line: `socks5://user@host:1080`. No error shows what stands before the `@`, because
/// people put passwords there.
struct ProxyURL: Sendable, Hashable {
  enum Scheme: String, Sendable, CaseIterable {
    case socks5
    /// The name that curl has for SOCKS 5 where the proxy looks names up, which is the only way here.
    case socks5h
    case http
  }

  let scheme: Scheme
  let user: String?
  private let address: ServerAddress

  /// - Throws: ``CommandFailure`` of usage, which says what is wrong with the text.
  init(_ text: String, in option: String) throws(CommandFailure) {
    guard let separator = text.firstRange(of: "://"),
      let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
    else { throw .usage("\(option) takes socks5://[user@]host[:port] or http://[user@]host:port") }
    self.scheme = scheme
    var rest = text[separator.upperBound...]
    if let at = rest.lastIndex(of: "@") {
      let userinfo = rest[..<at]
      guard !userinfo.contains(":") else {
        throw .usage(
          "\(option): a password is refused, because everybody on this machine can read the arguments of a program: use --proxy-password-file"
        )
      }
      guard let user = String(userinfo).removingPercentEncoding, !user.isEmpty,
        user.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
      else { throw .usage("\(option): what stands before the @ is no user name") }
      self.user = user
      rest = rest[rest.index(after: at)...]
    } else {
      user = nil
    }
    if rest.hasSuffix("/") { rest.removeLast() }
    address = try ServerAddress(String(rest), in: option)
    guard scheme != .http || address.port != nil else {
      throw .usage("\(option): an HTTP proxy needs a port, as in http://\(address.host.printable):3128")
    }
  }

  func proxy(_ credentials: SMTPClient.Proxy.Credentials?) -> SMTPClient.Proxy {
    switch scheme {
    case .socks5, .socks5h: .socks5(host: address.host, port: address.port ?? 1080, credentials: credentials)
    case .http: .httpConnect(host: address.host, port: address.port ?? 80, credentials: credentials)
    }
  }
}
