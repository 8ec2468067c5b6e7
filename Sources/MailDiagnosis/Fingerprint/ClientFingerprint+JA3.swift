import Crypto
import TLSWire

extension ClientFingerprint {
  static func ja3(of text: String) -> String {
    Insecure.MD5.hash(data: Array(text.utf8)).hexadecimal
  }
}

extension HelloShape {
  /// Five fields with commas between them, the codes of a list with hyphens (github.com/salesforce/ja3).
  var ja3Text: String {
    [
      "\(legacyVersion.rawValue)", Self.decimal(cipherSuites), Self.decimal(extensions), Self.decimal(groups),
      Self.decimal(pointFormats),
    ].joined(separator: ",")
  }

  private static func decimal(_ codes: [some UnsignedInteger]) -> String {
    codes.map { "\($0)" }.joined(separator: "-")
  }
}

extension UInt16 {
  /// Four lower-case hexadecimal digits, as its two bytes are on the wire.
  var hexadecimal: String {
    [UInt8(truncatingIfNeeded: self >> 8), UInt8(truncatingIfNeeded: self)].hexadecimal
  }
}
