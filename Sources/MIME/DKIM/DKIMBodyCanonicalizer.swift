/// Brings a body to its canonical form (RFC 6376, sections 3.4.3 and 3.4.4), over any cuts between its pieces.
///
/// It holds nothing of the body but a count of line ends, since those at its end do not count, and copies nothing: what
/// is canonical already goes on in stretches as long as the pieces allow.
struct DKIMBodyCanonicalizer {
  private static let lineEnd: [UInt8] = [.carriageReturn, .lineFeed]
  private static let manyLineEnds = Array(repeatElement(lineEnd, count: 1 << 10).joined())

  private let form: DKIMCanonicalization
  /// CRLFs since the last content, which are written once more content comes.
  private var lineEnds = 0
  /// Whether the last byte was a CR, which is content unless an LF follows.
  private var sawCarriageReturn = false
  /// Whether blanks came since the last content of this line. Only in the relaxed form.
  private var sawBlank = false
  private var hasContent = false

  init(_ form: DKIMCanonicalization) {
    self.form = form
  }

  /// Takes the next piece of the body.
  mutating func update(_ piece: ArraySlice<UInt8>, into sink: inout some ByteSink) {
    piece.withUnsafeBytes { bytes in
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        if sawCarriageReturn {
          sawCarriageReturn = false
          if byte == .lineFeed {
            lineEnds += 1
            sawBlank = false
            index += 1
          } else {
            writeCarriageReturn(into: &sink)
          }
        } else if byte == .carriageReturn {
          sawCarriageReturn = true
          index += 1
        } else if isBlank(byte) {
          sawBlank = true
          index += 1
        } else {
          let end = endOfStretch(bytes, from: index)
          write(UnsafeRawBufferPointer(rebasing: bytes[index..<end]), into: &sink)
          index = end
        }
      }
    }
  }

  /// Ends the body: it ends with one CRLF, and an empty one is a CRLF in the simple form and nothing in the relaxed one.
  mutating func finish(into sink: inout some ByteSink) {
    if sawCarriageReturn { writeCarriageReturn(into: &sink) }
    sawCarriageReturn = false
    if hasContent || form == .simple { Self.lineEnd.withUnsafeBytes { sink.take($0) } }
  }

  private func isBlank(_ byte: UInt8) -> Bool { form == .relaxed && byte.isBlank }

  /// Where content that begins at `start`, and is canonical as it stands, ends: after the last byte that is neither a
  /// line end nor a blank, before the first that has to change or is cut off.
  private func endOfStretch(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var end = start + 1
    var index = end
    while index < bytes.count {
      if index + 8 <= bytes.count {
        let plain = EightBytes(bytes, at: index).marks(below: .space + 1).first
        index += plain
        if plain > 0 { end = index }
        if plain == 8 { continue }
      }
      let byte = bytes[index]
      if byte == .carriageReturn {
        guard index + 1 < bytes.count, bytes[index + 1] == .lineFeed else { return end }
        index += 2
      } else if byte <= .space, isBlank(byte) {
        guard byte == .space, index + 1 < bytes.count else { return end }
        let next = bytes[index + 1]
        guard next != .carriageReturn, !next.isBlank else { return end }
        index += 1
      } else {
        index += 1
        end = index
      }
    }
    return end
  }

  private mutating func writeCarriageReturn(into sink: inout some ByteSink) {
    withUnsafeBytes(of: UInt8.carriageReturn) { write($0, into: &sink) }
  }

  private mutating func write(_ content: UnsafeRawBufferPointer, into sink: inout some ByteSink) {
    while lineEnds > 0 {
      let count = min(lineEnds, Self.manyLineEnds.count / 2)
      Self.manyLineEnds.withUnsafeBytes { sink.take(UnsafeRawBufferPointer(rebasing: $0[..<(2 * count)])) }
      lineEnds -= count
    }
    if sawBlank { withUnsafeBytes(of: UInt8.space) { sink.take($0) } }
    sawBlank = false
    hasContent = true
    sink.take(content)
  }
}
