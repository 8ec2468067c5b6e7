/// Writes a DKIM-Signature field tag by tag, folded at 76 bytes.
struct DKIMFieldWriter {
  private static let lineLength = 76

  private(set) var bytes = Array("DKIM-Signature:".utf8)
  private var column = 15

  /// Adds a tag whose value may be folded before each of `pieces` but the first.
  mutating func write(_ name: String, _ pieces: [String]) {
    for (index, piece) in pieces.enumerated() {
      let text = (index == 0 ? "\(name)=" : "") + piece + (index == pieces.count - 1 ? ";" : "")
      if column + text.utf8.count + 1 > Self.lineLength {
        fold()
      } else if index == 0 {
        append(" ")
      }
      append(text)
    }
  }

  mutating func write(_ name: String, _ value: String) {
    write(name, [value])
  }

  /// Adds the last tag, the signature, on lines of its own: where they begin must not depend on it, since it is not
  /// there yet when the field is signed.
  mutating func writeSignature(_ signature: [UInt8]) {
    fold()
    append("b=")
    for piece in Self.pieces(Base64.encode(signature)) {
      if column + piece.utf8.count > Self.lineLength { fold() }
      append(piece)
    }
    bytes += [.carriageReturn, .lineFeed]
  }

  /// Base64 in pieces that can be put on lines of any length.
  static func pieces(_ base64: String) -> [String] {
    let bytes = Array(base64.utf8)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self)
    }
  }

  private mutating func fold() {
    bytes += [.carriageReturn, .lineFeed, .space]
    column = 1
  }

  private mutating func append(_ text: String) {
    bytes += text.utf8
    column += text.utf8.count
  }
}
