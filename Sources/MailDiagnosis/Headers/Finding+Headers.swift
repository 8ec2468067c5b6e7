import TLSWire

/// Findings of the way that a header tells.
extension Finding {
  /// What the field of the submission says of TLS.
  static func submission(_ hop: Hop) -> Finding {
    let field = hop.field
    let writer = field.by ?? "a server without a name"
    guard let claim = field.tls else { return silentSubmission(hop, writer) }
    guard let version = claim.version else {
      return claim.isGenericVersion ? generic(hop, claim, writer) : unnamedVersion(hop, claim, writer)
    }
    if claim.isContradictory { return contradictory(hop, claim, version, writer) }
    return Finding(
      "headers.submission", version.isOld ? .warning : .good,
      "The submission used \(version.spoken), says \(writer).",
      evidence: hop.literal + [.text(label: "Claim", claim.literal)],
      meaning: version.isOld
        ? "The program, or the server that it hands its mail to, got no further than \(version.spoken) with this server "
          + "then. Whether it could do better, the header does not say."
        : "That is what the server saw of this one message. It says nothing of the program's next connection.",
      remedy: version.isOld
        ? "Watch the program's own offer with sealpost tap: it shows which side was the limit." : nil,
      reference: version.isOld ? "RFC 8996, section 4" : "RFC 8314, section 7.4")
  }

  /// `TLSv1/SSLv3` names no version: it is how some servers call TLS as such.
  private static func generic(_ hop: Hop, _ claim: TLSClaim, _ writer: String) -> Finding {
    let proven = claim.cipherSuite?.onlyVersion
    return Finding(
      "headers.genericVersion", proven == nil ? .note : .good,
      proven.map {
        "The submission used \($0.spoken): the words of \(writer) name no version, and its cipher suite exists in no other."
      } ?? "The submission was over TLS, says \(writer), in words that name no version.",
      evidence: hop.literal + [.text(label: "Claim", claim.literal)],
      meaning:
        "TLSv1/SSLv3 is not TLS 1.0. It is the name of a method of OpenSSL, which Sendmail up to 8.14, and others, "
        + "write for every version up to 1.2.",
      remedy: proven == nil ? "Watch the program with sealpost tap, or capture a connection." : nil)
  }

  private static func unnamedVersion(_ hop: Hop, _ claim: TLSClaim, _ writer: String) -> Finding {
    if let proven = claim.provenVersion {
      return Finding(
        "headers.provenByCipher", .good,
        "The submission used \(proven.spoken): \(writer) names no version, and the cipher suite exists in no other.",
        evidence: hop.literal + [.text(label: "Claim", claim.literal)],
        meaning: "\(claim.cipher ?? "The cipher suite") was defined for \(proven.spoken) alone.",
        reference: "RFC 5246, section 1.2")
    }
    return Finding(
      "headers.noVersion", .note, "The submission was over TLS, says \(writer), which does not say in which version.",
      evidence: hop.literal + [.text(label: "Claim", claim.literal)],
      meaning: "The server notes that there was TLS, and no more.",
      remedy: "Watch the program with sealpost tap, or capture a connection.", reference: "RFC 8314, section 4.3")
  }

  private static func contradictory(_ hop: Hop, _ claim: TLSClaim, _ version: TLSVersion, _ writer: String) -> Finding {
    let only = claim.cipherSuite?.onlyVersion?.spoken ?? "another version"
    return Finding(
      "headers.contradiction", .warning,
      "\(hop.field.by ?? "A server without a name") says \(version.spoken), with a cipher suite that exists in \(only) alone.",
      evidence: hop.literal + [.text(label: "Claim", claim.literal)],
      meaning: "One of the two is wrong: the writer names its versions in its own way, or the field was made up.",
      remedy: "Believe neither. Watch the program with sealpost tap.")
  }

  /// Nothing is said of TLS, which is not to say that there was none.
  private static func silentSubmission(_ hop: Hop, _ writer: String) -> Finding {
    let keyword = hop.field.keyword
    if let keyword, keyword.isSecure {
      return Finding(
        "headers.noVersion", .note,
        "The submission was over TLS, says \(writer), which does not say in which version.",
        evidence: hop.literal,
        meaning:
          "\(keyword.name) says that TLS was used\(keyword.isAuthenticated ? ", and a login" : ""). The keyword is "
          + "the same for every version.",
        remedy: "Watch the program with sealpost tap, or capture a connection.", reference: "RFC 3848, section 2")
    }
    return Finding(
      "headers.nothingSaid", .note,
      hop.field.by.map { "\($0) says nothing of TLS." } ?? "The field of the submission says nothing of TLS.",
      evidence: hop.literal,
      meaning: keyword == nil
        ? "That is not to say that there was none: many servers do not write it down."
        : "\(keyword?.name ?? "") is the word for a connection without TLS, where the server uses those words with care. "
          + "Many write it whatever was used, so that it proves nothing.",
      remedy: "Watch the program with sealpost tap, or capture a connection.", reference: "RFC 3848, section 2")
  }

  static func noSubmission(_ trace: MailTrace) -> Finding {
    let isLocal = trace.hops.allSatisfy { $0.role == .pickup }
    return Finding(
      "headers.noSubmission", .note, "No field of this header speaks of the program's own connection.",
      evidence: trace.hops.first.map(\.literal) ?? [],
      meaning: isLocal
        ? "The message was handed in on the server itself, or by another protocol than SMTP."
        : "The lowest field was written between the provider's own servers. Exchange speaks of the client in one field "
          + "alone, the one with \"via Frontend Transport\"; the TLS of all others is Microsoft's.",
      remedy: "Watch the program with sealpost tap, or capture a connection.")
  }

  static func noFields(_ trace: MailTrace) -> Finding {
    Finding(
      "headers.noReceived", .note,
      "There is no Received field in this header: it does not tell how the message travelled.",
      meaning: "A copy from the folder of sent mail has none; a message that arrived has at least one.",
      remedy: "Take the message from the recipient's mailbox, with all of its header (\"show source\").",
      reference: "RFC 5321, section 4.4")
  }

  /// What a reader might take for an answer, and is none.
  static func laterHops(_ hops: [Hop]) -> Finding {
    Finding(
      "headers.laterHops", .note, "What later fields say of TLS is not the program's doing.",
      evidence: hops.prefix(3).map { .text(label: "Hop \($0.number)", $0.field.tls?.literal ?? "") },
      meaning: "They were written between servers. A message submitted in TLS 1.0 travels on in TLS 1.3.")
  }

  static func pickups(_ hops: [Hop]) -> Finding {
    Finding(
      "headers.pickup", .note, "The message was first handed in without a connection of SMTP.",
      evidence: hops.prefix(3).flatMap(\.literal),
      meaning: "A local command or another protocol took it; the hop after that is the first that could use TLS.")
  }
}

extension Hop {
  var literal: [Evidence] { [.text(label: "Hop \(number)", field.literal)] }
}
