#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension DKIMSigner {
  /// Checks what the properties of a signer allow to be set, which cannot throw.
  func validate() throws(MIMEError) {
    for name in signedFields + oversignedFields {
      // A field's name may have a semicolon (RFC 5322, section 2.2), which would end the tag here.
      guard !name.isEmpty, name.utf8.count <= 70,
        name.utf8.allSatisfy({ $0.isFieldNameText && $0 != UInt8(ascii: ";") })
      else {
        throw MIMEError(code: .invalidSignatureSetting, reason: "\(name.excerpt) is not the name of a field to sign")
      }
      guard name.asciiLowercased != "dkim-signature" else {
        throw MIMEError(
          code: .invalidSignatureSetting, reason: "DKIM-Signature fields are not signed: others may add theirs")
      }
    }
    if let identity { _ = try Self.encode(identity, of: domain) }
    _ = try times()
  }

  /// An address in dkim-quoted-printable (RFC 6376, section 2.11), with A-labels.
  static func encode(_ identity: EmailAddress, of domain: String) throws(MIMEError) -> String {
    guard let host = DKIMName(identity.domain), let domain = DKIMName(domain), host.isWithin(domain) else {
      throw MIMEError(
        code: .invalidSignatureSetting,
        reason: "\(identity.description.excerpt) is neither in \(domain) nor in a subdomain of it")
    }
    let address = identity.description
    let localPart = address.utf8.prefix(address.utf8.count - identity.domain.utf8.count - 1)
    var encoded: [UInt8] = []
    for byte in localPart {
      if (0x21...0x7E).contains(byte), byte != UInt8(ascii: ";"), byte != UInt8(ascii: "=") {
        encoded.append(byte)
      } else {
        encoded.appendHexadecimal(byte, prefix: UInt8(ascii: "="))
      }
    }
    return "\(String(decoding: encoded, as: UTF8.self))@\(host.ascii)"
  }

  /// In seconds since 1970; `t=` and `x=` have at most twelve digits.
  func times() throws(MIMEError) -> (start: Int, end: Int?) {
    let limit = 999_999_999_999
    let seconds = (timestamp ?? Date()).timeIntervalSince1970.rounded(.down)
    guard seconds >= 0, seconds <= Double(limit) else {
      throw MIMEError(code: .invalidSignatureSetting, reason: "the time of signing is before 1970 or far ahead")
    }
    let start = Int(seconds)
    guard let lifetime else { return (start, nil) }
    let length = lifetime.components.seconds
    guard length > 0, length <= Int64(limit - start) else {
      throw MIMEError(code: .invalidSignatureSetting, reason: "a signature cannot hold for \(lifetime)")
    }
    return (start, start + Int(length))
  }
}
