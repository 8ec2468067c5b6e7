/// For whom a domain signs: what `i=` says (RFC 6376, section 3.5).
struct DKIMIdentity {
  /// Decoded.
  let text: String
  let domain: DKIMName

  /// Reads dkim-quoted-printable (section 2.11). Nil if it is not `[local-part]@domain`, or hides a control.
  init?(_ encoded: [UInt8]) {
    guard let bytes = Self.decode(encoded), let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: \.isControl), let at = text.lastIndex(of: "@"),
      let domain = DKIMName(String(text[text.index(after: at)...]))
    else { return nil }
    self.text = text
    self.domain = domain
  }

  /// The identity of a signature that names none.
  init(of domain: DKIMName) {
    text = "@\(domain.ascii)"
    self.domain = domain
  }

  private static func decode(_ encoded: [UInt8]) -> [UInt8]? {
    var decoded: [UInt8] = []
    var index = 0
    while index < encoded.count {
      if encoded[index] == UInt8(ascii: "=") {
        guard index + 2 < encoded.count, let high = encoded[index + 1].hexadecimalValue,
          let low = encoded[index + 2].hexadecimalValue
        else { return nil }
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(encoded[index])
        index += 1
      }
    }
    return decoded
  }
}
