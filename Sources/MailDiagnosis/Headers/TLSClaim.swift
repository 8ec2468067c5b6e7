import MIME
public import TLSWire

/// What a Received field says of the TLS over which a message was taken.
///
/// It is what the field's writer saw, and no proof: whoever handed the message over could have written it, too.
public struct TLSClaim: Sendable, Hashable {
  /// The words that say so, as they stood.
  public let literal: String
  /// The version that they name; `nil` where they name none, or several.
  public let version: TLSVersion?
  /// The cipher suite as it stood.
  public let cipher: String?
  /// The cipher suite in IANA's registry, where its name can be made out.
  public let cipherSuite: CipherSuite?
  /// Whether the words are those that some servers write for every version: `TLSv1/SSLv3` is the name of a method of
  /// OpenSSL, and says nothing of what was negotiated.
  public let isGenericVersion: Bool

  /// The version that the words prove: the one that they name, or the only one in which the cipher suite exists.
  public var provenVersion: TLSVersion? { version ?? cipherSuite?.onlyVersion }

  /// Whether version and cipher suite contradict each other.
  ///
  /// Exim with GnuTLS names the suites of TLS 1.3 as if they were of TLS 1.2; there the version is right.
  public var isContradictory: Bool {
    guard let version, let only = cipherSuite?.onlyVersion else { return false }
    return version != only && !(isOfExim && version == .tls13)
  }

  private let isOfExim: Bool

  init(literal: String, version text: Substring?, cipher: Substring?, isOfExim: Bool = false) {
    self.literal = literal
    self.isOfExim = isOfExim
    isGenericVersion = text.map(isGenericVersionText) ?? false
    version = text.flatMap { isGenericVersionText($0) ? nil : TLSVersion(String($0)) }
    let cipher = cipher.map { String($0.trimmingSuffix(",")) }
    self.cipher = cipher
    cipherSuite = cipher.flatMap(CipherSuite.init(claimed:))
  }
}

private func isGenericVersionText(_ text: Substring) -> Bool {
  let names = text.uppercased().split(separator: "/", omittingEmptySubsequences: false)
  return names.count > 1 && names.allSatisfy { $0.hasPrefix("TLS") || $0.hasPrefix("SSL") }
}

extension Substring {
  fileprivate func trimmingSuffix(_ suffix: Character) -> Substring {
    last == suffix ? dropLast() : self
  }
}

extension TLSClaim {
  init?(_ clauses: TraceClauses, product: ServerProduct?) {
    let suite = clauses.value(of: .tls)
    for comment in clauses.comments {
      if let claim = Self.assignments(comment) ?? Self.using(comment)
        ?? Self.colons(comment, suite: suite, isOfExim: product == .exim)
      {
        self = claim
        return
      }
    }
    // OpenSMTPD wrote this once: `TLS version=… cipher=…`.
    if let words = clauses[.tls]?.words, let claim = Self.assignments(words.joined(separator: " ")) {
      self = claim
      return
    }
    if let suite {
      self.init(literal: "tls \(suite)", version: nil, cipher: suite[...])
      return
    }
    let with = clauses.value(of: .with) ?? ""
    // IronPort: ESMTP/TLS/AES128-SHA.
    let parts = with.split(separator: "/")
    if parts.count == 3, parts[1] == "TLS" {
      self.init(literal: with, version: nil, cipher: parts[2])
      return
    }
    // Exchange before 2016 says that there was TLS, and not which.
    if product == .exchange, clauses.comments.contains("TLS") {
      self.init(literal: "(TLS)", version: nil, cipher: nil)
      return
    }
    return nil
  }

  /// `version=TLS1_2, cipher=…`: Exchange, Gmail, Sendmail, Haraka.
  private static func assignments(_ comment: String) -> TLSClaim? {
    var values: [Substring: Substring] = [:]
    for part in comment.split(whereSeparator: { $0 == " " || $0 == "," }) {
      guard let equals = part.firstIndex(of: "=") else { continue }
      values[part[..<equals]] = part[part.index(after: equals)...]
    }
    guard let version = values["version"], isOfTLS(version) else { return nil }
    return TLSClaim(literal: "(\(comment))", version: version, cipher: values["cipher"])
  }

  /// `using TLSv1.3 with cipher …` (Postfix), `using TLS: TLSv1.2, …` (PGP gateways), `using TLSv1` (Postini).
  private static func using(_ comment: String) -> TLSClaim? {
    guard comment.hasPrefix("using ") else { return nil }
    let words = comment.split(separator: " ").dropFirst()
    guard var version = words.first else { return nil }
    var rest = words.dropFirst()
    if version == "TLS:", let next = rest.popFirst() { version = next }
    version = version.trimmingSuffix(",")
    guard isOfTLS(version) else { return nil }
    let cipher = rest.firstIndex(of: "cipher").map { rest[rest.index(after: $0)...].first } ?? rest.first
    return TLSClaim(literal: "(\(comment))", version: version, cipher: cipher ?? nil)
  }

  /// `TLS1.3`, `TLS1.2:cipher:bits` (Exim), `TLSv1.3:cipher:bits:verified` (OpenSMTPD).
  private static func colons(_ comment: String, suite: String?, isOfExim: Bool) -> TLSClaim? {
    let parts = comment.split(separator: ":", omittingEmptySubsequences: false)
    guard let first = parts.first, !first.contains(" "), isOfTLS(first), TLSVersion(String(first)) != nil else {
      return nil
    }
    let cipher = parts.count > 1 ? parts[1] : suite.map { $0[...] }
    let literal = parts.count > 1 || suite == nil ? "(\(comment))" : "(\(comment)) tls \(suite ?? "")"
    return TLSClaim(literal: literal, version: first, cipher: cipher, isOfExim: isOfExim)
  }

  /// Other versions stand in comments, too: those of filters and of servers.
  private static func isOfTLS(_ version: Substring) -> Bool {
    let start = version.prefix(3).uppercased()
    return start == "TLS" || start == "SSL"
  }
}
