import Foundation
import TLSWire

extension CipherSuite {
  /// Reads a cipher suite as mail servers write it: by IANA's name, with the curve behind it (Exchange), by OpenSSL's name
  /// or by that of GnuTLS; `nil` when it cannot be made out.
  init?(claimed text: String) {
    let name = Self.withoutCurve(text)
    if let suite = CipherSuite(name), suite.name != nil || name.hasPrefix("0x") {
      self = suite
      return
    }
    guard let suite = CipherSuite(Self.registeredName(name)), suite.name != nil else { return nil }
    self = suite
  }

  /// The one version in which the suite exists; `nil` where several have it (RFC 5246, section 1.2; RFC 8446, B.4).
  var onlyVersion: TLSVersion? {
    if rawValue >> 8 == 0x13 { return .tls13 }
    guard let name else { return nil }
    let isOfTLS12 =
      ["_GCM_", "_CCM", "_POLY1305_"].contains { name.contains($0) } || name.hasSuffix("_SHA256")
      || name.hasSuffix("_SHA384")
    return isOfTLS12 ? .tls12 : nil
  }

  /// Exchange appends the curve: `…_SHA384_P256`.
  private static func withoutCurve(_ text: String) -> String {
    guard let mark = text.range(of: "_P", options: .backwards),
      !text[mark.upperBound...].isEmpty, text[mark.upperBound...].allSatisfy(\.isNumber)
    else { return text }
    return String(text[..<mark.lowerBound])
  }

  /// `ECDHE-RSA-AES256-GCM-SHA384` and `ECDHE_RSA_AES_256_GCM_SHA384` as the registry has them.
  private static func registeredName(_ text: String) -> String {
    var parts = text.uppercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).map(String.init)
    if parts.first == "TLS" { parts.removeFirst() }
    // BoringSSL's name for the suites of TLS 1.3.
    if parts.first == "AEAD" { return "TLS_" + parts.dropFirst().map(spelledOut).joined(separator: "_") }
    let isCipher: (String) -> Bool = { part in
      ["AES", "RC4", "DES", "3DES", "CHACHA20", "CAMELLIA", "ARIA", "SEED", "IDEA", "NULL"].contains {
        part.hasPrefix($0)
      }
    }
    let start = parts.firstIndex(where: isCipher) ?? parts.count
    var keyExchange = parts[..<start].map { $0 == "EDH" ? "DHE" : $0 == "ADH" ? "DH_ANON" : $0 }.joined(separator: "_")
    if keyExchange.isEmpty { keyExchange = "RSA" }
    if keyExchange == "DH_ANON" { keyExchange = "DH_anon" }
    return "TLS_\(keyExchange)_WITH_\(cipherName(Array(parts[start...])))"
  }

  private static func cipherName(_ parts: [String]) -> String {
    guard !parts.isEmpty else { return "" }
    if parts.starts(with: ["DES", "CBC3"]) { return "3DES_EDE_CBC_SHA" }
    if parts.starts(with: ["CHACHA20", "POLY1305"]) { return "CHACHA20_POLY1305_SHA256" }
    if parts[0] == "RC4" { return "RC4_128_" + (parts.last == "MD5" ? "MD5" : "SHA") }
    var names = parts.map(spelledOut).joined(separator: "_").split(separator: "_").map(String.init)
    if names.last == "SHA1" { names[names.count - 1] = "SHA" }
    let hasMode = names.contains { ["CBC", "GCM", "CCM"].contains($0) }
    if !hasMode, names.count > 1 { names.insert("CBC", at: names.count - 1) }
    return names.joined(separator: "_")
  }

  /// `AES256` as `AES_256`.
  private static func spelledOut(_ part: String) -> String {
    for cipher in ["AES", "CAMELLIA", "ARIA"] where part.hasPrefix(cipher) && part.count > cipher.count {
      return "\(cipher)_\(part.dropFirst(cipher.count))"
    }
    return part
  }
}
