/// Sizes for people.
enum ByteCount {
  /// `512 bytes`, `1.5 kB`, `25.0 MB`; powers of ten.
  static func text(_ bytes: Int) -> String {
    switch bytes {
    case 1: "1 byte"
    case ..<1000: "\(bytes) bytes"
    case ..<1_000_000: "\(tenths(bytes, of: 1000)) kB"
    default: "\(tenths(bytes, of: 1_000_000)) MB"
    }
  }

  private static func tenths(_ bytes: Int, of unit: Int) -> String {
    let tenths = bytes / (unit / 10)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
