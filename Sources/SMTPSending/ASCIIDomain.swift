import Foundation
import MIME

/// Domain names in A-labels (RFC 5891 section 4), for servers that know nothing of SMTPUTF8.
enum ASCIIDomain {
  /// Gives `xn--bcher-kva.example` for `bücher.example`; nil for a domain that is ASCII already or has no such form.
  ///
  /// It is the form that a header has. A letter that is written apart from its mark is put together first.
  static func of(_ domain: String) -> String? {
    guard !domain.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    return DomainName.asciiForm(of: domain)
      ?? DomainName.asciiForm(of: domain.precomposedStringWithCanonicalMapping)
  }
}
