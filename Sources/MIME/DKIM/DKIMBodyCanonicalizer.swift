/// Brings a body to its canonical form (RFC 6376, sections 3.4.3 and 3.4.4), over any cuts between its pieces.
///
/// It holds no more of the body than a count of line ends, since those at its end do not count.
struct DKIMBodyCanonicalizer {
  private static let bufferSize = 1 << 13

  private let form: DKIMCanonicalization
  /// CRLFs since the last content, which are written once more content comes.
  private var lineEnds = 0
  /// Whether the last byte was a CR, which is content unless an LF follows.
  private var sawCarriageReturn = false
  /// Whether blanks came since the last content of this line. Only in the relaxed form.
  private var sawBlank = false
  private var hasContent = false
  private var buffer: [UInt8] = []

  init(_ form: DKIMCanonicalization) {
    self.form = form
    buffer.reserveCapacity(Self.bufferSize)
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
          let start = index
          repeat { index += 1 } while index < bytes.count && bytes[index] != .carriageReturn && !isBlank(bytes[index])
          write(UnsafeRawBufferPointer(rebasing: bytes[start..<index]), into: &sink)
        }
      }
    }
  }

  /// Ends the body: it ends with one CRLF, and an empty one is a CRLF in the simple form and nothing in the relaxed one.
  mutating func finish(into sink: inout some ByteSink) {
    if sawCarriageReturn { writeCarriageReturn(into: &sink) }
    sawCarriageReturn = false
    if hasContent || form == .simple { buffer += [.carriageReturn, .lineFeed] }
    flush(into: &sink)
  }

  private func isBlank(_ byte: UInt8) -> Bool { form == .relaxed && byte.isBlank }

  private mutating func writeCarriageReturn(into sink: inout some ByteSink) {
    withUnsafeBytes(of: UInt8.carriageReturn) { write($0, into: &sink) }
  }

  private mutating func write(_ content: UnsafeRawBufferPointer, into sink: inout some ByteSink) {
    while lineEnds > 0 {
      buffer += [.carriageReturn, .lineFeed]
      lineEnds -= 1
      // A body can be a flood of empty lines.
      if buffer.count >= Self.bufferSize { flush(into: &sink) }
    }
    if sawBlank { buffer.append(.space) }
    sawBlank = false
    hasContent = true
    if buffer.count + content.count > Self.bufferSize { flush(into: &sink) }
    if content.count >= Self.bufferSize {
      sink.take(content)
    } else {
      buffer.append(contentsOf: content)
    }
  }

  private mutating func flush(into sink: inout some ByteSink) {
    buffer.withUnsafeBytes { sink.take($0) }
    buffer.removeAll(keepingCapacity: true)
  }
}
