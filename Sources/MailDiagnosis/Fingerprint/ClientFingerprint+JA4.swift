import Crypto
import TLSWire

extension ClientFingerprint {
  /// JA4 and its raw form, as FoxIO's technical description has them (github.com/FoxIO-LLC/ja4, JA4.md).
  static func ja4(of shape: HelloShape) -> (hashed: String, raw: String) {
    let head = shape.ja4Head
    let suites = shape.cipherSuites.sorted().map(\.hexadecimal).joined(separator: ",")
    // Where the name and the protocol are has its place in the head already.
    let extensions = shape.extensions
      .filter { $0 != HelloExtension.serverName && $0 != HelloExtension.applicationProtocols }
      .sorted().map(\.hexadecimal).joined(separator: ",")
    let schemes = shape.signatureAlgorithms.map(\.hexadecimal).joined(separator: ",")
    let tail = schemes.isEmpty ? extensions : "\(extensions)_\(schemes)"
    return (
      "\(head)_\(shortHash(of: suites))_\(extensions.isEmpty ? noHash : shortHash(of: tail))",
      "\(head)_\(suites)_\(tail)"
    )
  }

  /// What stands for the hash of an empty list.
  private static let noHash = "000000000000"

  private static func shortHash(of text: String) -> String {
    text.isEmpty ? noHash : SHA256.hash(data: Array(text.utf8)).prefix(6).hexadecimal
  }
}

extension HelloShape {
  /// Transport, version, whether there is a server name, how many suites and extensions, and the first protocol.
  fileprivate var ja4Head: String {
    let hasName = extensions.contains(HelloExtension.serverName)
    return
      "t\(ja4Version)\(hasName ? "d" : "i")\(Self.twoDigits(cipherSuites.count))\(Self.twoDigits(extensions.count))"
      + ja4Protocol
  }

  private var ja4Version: String {
    let version =
      extensions.contains(HelloExtension.supportedVersions)
      ? versions.max().map(TLSVersion.init(rawValue:)) : legacyVersion
    return switch version {
    case .tls13: "13"
    case .tls12: "12"
    case .tls11: "11"
    case .tls10: "10"
    case .ssl3: "s3"
    default: "00"
    }
  }

  /// First and last character of the protocol; where one is neither a letter nor a digit, those of its bytes' digits.
  private var ja4Protocol: String {
    guard let first = firstALPN.first, let last = firstALPN.last else { return "00" }
    let ends = [first, last]
    if ends.allSatisfy(\.isASCIIAlphanumeric) { return String(decoding: ends, as: UTF8.self) }
    return "\(ends.hexadecimal.prefix(1))\(ends.hexadecimal.suffix(1))"
  }

  private static func twoDigits(_ count: Int) -> String {
    count < 10 ? "0\(count)" : "\(min(count, 99))"
  }
}

extension UInt8 {
  fileprivate var isASCIIAlphanumeric: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
