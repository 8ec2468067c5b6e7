/// The record of a public key (RFC 6376, section 3.6.1) that may be used for a signature.
struct DKIMKeyRecord {
  /// No key that a verifier must know has a longer record.
  private static let maximumLength = 1 << 14

  let key: DKIMPublicKey
  /// The domain is trying DKIM out (`t=y`).
  let isTesting: Bool

  /// Reads a record by the rules of RFC 6376, section 6.1.2.
  init(_ text: String, for signature: DKIMSignature) throws(DKIMProblem) {
    let tags = try Self.tags(of: text)
    guard let encoded = tags.compact("p") else { throw DKIMProblem(.malformedKey, "the record of the key has no p=") }
    guard !encoded.isEmpty else { throw DKIMProblem(.revokedKey, "the domain has withdrawn the key") }
    let type = (tags["k"] ?? "rsa").asciiLowercased
    guard type == signature.algorithm.keyType else {
      throw DKIMProblem(.unsuitableKey, "the key is for \(type.excerpt), not for \(signature.algorithm.rawValue)")
    }
    if let hashes = tags.members("h"), !hashes.contains(where: { $0.asciiLowercased == "sha256" }) {
      throw DKIMProblem(.unsuitableKey, "the key is not for SHA-256")
    }
    if let services = tags.members("s"), !services.contains(where: { $0 == "*" || $0.asciiLowercased == "email" }) {
      throw DKIMProblem(.unsuitableKey, "the key is not for mail")
    }
    let flags = tags.members("t") ?? []
    isTesting = flags.contains("y")
    guard !flags.contains("s") || signature.identity.domain == signature.domain else {
      throw DKIMProblem(
        .foreignIdentity, "i= is \(signature.identity.text.excerpt), but the key is for \(signature.domain.ascii) alone"
      )
    }
    guard let bytes = Base64.decode(encoded) else { throw DKIMProblem(.malformedKey, "p= is not base64") }
    key = try DKIMPublicKey(bytes, for: signature.algorithm)
  }

  private static func tags(of text: String) throws(DKIMProblem) -> DKIMTagList {
    guard text.utf8.count <= maximumLength else {
      throw DKIMProblem(.malformedKey, "the record of the key is too long")
    }
    let tags: DKIMTagList
    do throws(DKIMTagList.Failure) {
      tags = try DKIMTagList(Array(text.utf8)[...])
    } catch {
      throw DKIMProblem(.malformedKey, "the record of the key: \(error.reason)")
    }
    if let version = tags["v"], version != "DKIM1" || tags.tags.first?.name != "v" {
      throw DKIMProblem(.malformedKey, "the record is not one of DKIM1")
    }
    return tags
  }
}
