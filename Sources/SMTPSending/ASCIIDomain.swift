import Foundation

/// Domain names in A-labels (RFC 5891 section 4), for servers that know nothing of SMTPUTF8.
enum ASCIIDomain {
  /// Gives `xn--bcher-kva.example` for `bücher.example`; nil for a domain that is ASCII already or has no such form.
  static func of(_ domain: String) -> String? {
    guard !domain.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    var components = URLComponents()
    components.scheme = "smtp"
    components.host = domain
    guard let host = components.encodedHost, host.utf8.allSatisfy({ $0 < 0x80 }), !host.contains("%") else {
      return nil
    }
    return host
  }
}
