/// The first PEM block of a text (RFC 7468), looked at far enough to say what it is.
///
/// The library that reads the key tells only that it could not; a person who took the wrong file wants to know which.
struct DKIMKeyFile {
  enum Kind {
    case rsa
    case ed25519
  }

  let kind: Kind
  /// The block alone, in lines of one length.
  let pem: String

  /// Nil if the text has no PEM block.
  init?(_ text: String) throws(MIMEError) {
    let lines = text.split(whereSeparator: \.isNewline).map(\.trimmingBlanks)
    guard let begin = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("-----") }) else {
      return nil
    }
    let label = String(lines[begin].dropFirst(11).dropLast(5))
    guard let end = lines[begin...].firstIndex(of: "-----END \(label)-----") else {
      throw DKIMPrivateKey.failure("its \(label.excerpt) has no end line")
    }
    let content = lines[(begin + 1)..<end]
    // The older encryption of PKCS#1 is told by header lines in the block (RFC 1421).
    guard label != "ENCRYPTED PRIVATE KEY", !content.contains(where: { $0.hasPrefix("Proc-Type:") }) else {
      throw DKIMPrivateKey.failure("it is encrypted; decrypt it first (openssl pkey -in FILE)")
    }
    guard label == "RSA PRIVATE KEY" || label == "PRIVATE KEY" else {
      throw DKIMPrivateKey.failure("it holds \(label.excerpt) where RSA PRIVATE KEY or PRIVATE KEY is due")
    }
    guard let der = Base64.decode(content.joined().utf8) else {
      throw DKIMPrivateKey.failure("its content is not base64")
    }
    kind = label == "RSA PRIVATE KEY" ? .rsa : try Self.kind(ofPKCS8: der)
    let body = String(decoding: Base64.lines(der[...]), as: UTF8.self).replacing("\r\n", with: "\n")
    pem = "-----BEGIN \(label)-----\n\(body)-----END \(label)-----\n"
  }

  /// The identifier of the algorithm is the first of the structure, and stands within its first bytes.
  private static func kind(ofPKCS8 der: [UInt8]) throws(MIMEError) -> Kind {
    guard let tag = der.prefix(16).firstIndex(of: 0x06), tag + 1 < der.count else {
      throw DKIMPrivateKey.failure("its PRIVATE KEY names no algorithm")
    }
    switch Array(der.dropFirst(tag + 2).prefix(Int(der[tag + 1]))) {
    case [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]: return .rsa
    case [0x2B, 0x65, 0x70]: return .ed25519
    case [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]:
      throw DKIMPrivateKey.failure("it is an ECDSA key; DKIM has RSA and Ed25519 only")
    default: throw DKIMPrivateKey.failure("it is neither an RSA nor an Ed25519 key")
    }
  }
}
