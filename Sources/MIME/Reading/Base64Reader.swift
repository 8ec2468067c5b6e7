/// Reads base64 as mail has it: with line ends, and with whatever a broken program or gateway put between (RFC 2045, section 6.8,
/// says to ignore it).
enum Base64Reader {
  private enum Class {
    static let padding: UInt8 = 0xFD
    static let blank: UInt8 = 0xFE
    static let foreign: UInt8 = 0xFF
  }

  private static let classes: [UInt8] = (0...255).map { (byte: UInt8) in
    switch byte {
    case UInt8(ascii: "="): Class.padding
    case .space, .tab, .carriageReturn, .lineFeed: Class.blank
    default: Base64.value(of: byte) ?? Class.foreign
    }
  }

  /// What is not the value of a group.
  private static let foreignGroup: UInt32 = 1 << 24

  /// What a character adds to the value of a group at its first place, then at its second, and so on.
  private static let places: [UInt32] = [18, 12, 6, 0].flatMap { shift in
    classes.map { $0 < 64 ? UInt32($0) << shift : foreignGroup }
  }

  /// What has been found wrong, each once with its first place.
  private struct Complaints {
    var foreign: Int?
    var afterPadding: Int?
    var misplacedPadding: Int?
    var cut: Int?

    func defects(from start: Int) -> [Defect] {
      [
        (foreign, "a character is not of the base64 alphabet and is passed over"),
        (misplacedPadding, "padding stands where none is due"),
        (afterPadding, "base64 goes on after its padding"),
        (cut, "base64 ends within a group of four characters"),
      ].compactMap { place, reason in place.map { Defect(.malformedBase64, at: start + $0, reason) } }
    }
  }

  /// The bytes that `text` stands for, as many as can be read.
  static func decode(_ text: ArraySlice<UInt8>) -> Reading<[UInt8]> {
    var complaints = Complaints()
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 4) { target, count in
      count = text.withUnsafeBufferPointer { source in
        places.withUnsafeBufferPointer { decode(source, by: $0, into: target, &complaints) }
      }
    }
    return Reading(bytes, complaints.defects(from: text.startIndex))
  }

  private static func decode(
    _ source: UnsafeBufferPointer<UInt8>, by places: UnsafeBufferPointer<UInt32>,
    into target: UnsafeMutableBufferPointer<UInt8>, _ complaints: inout Complaints
  ) -> Int {
    var written = 0
    var bits: UInt32 = 0
    var held = 0
    var sawPadding = false
    /// Writes the bytes of a group that is not full; six bits alone are none.
    func flush() {
      if held == 2 {
        target[written] = UInt8(truncatingIfNeeded: bits >> 4)
      } else if held == 3 {
        target[written] = UInt8(truncatingIfNeeded: bits >> 10)
        target[written + 1] = UInt8(truncatingIfNeeded: bits >> 2)
      }
      written += max(held - 1, 0)
      held = 0
      bits = 0
    }
    var index = 0
    while index < source.count {
      // Lines are made of whole groups nearly always.
      if held == 0, !sawPadding { decodeGroups(source, by: places, &index, into: target, &written) }
      guard index < source.count else { break }
      defer { index += 1 }
      let value = classes[Int(source[index])]
      switch value {
      case Class.blank: continue
      case Class.foreign: complaints.foreign = complaints.foreign ?? index
      case Class.padding:
        if held == 1 || held == 0 && !sawPadding { complaints.misplacedPadding = complaints.misplacedPadding ?? index }
        flush()
        sawPadding = true
      default:
        if sawPadding {
          // Some programs encode in pieces and put these one after the other.
          complaints.afterPadding = complaints.afterPadding ?? index
          sawPadding = false
        }
        bits = bits << 6 | UInt32(value)
        held += 1
        guard held == 4 else { continue }
        target[written] = UInt8(truncatingIfNeeded: bits >> 16)
        target[written + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        target[written + 2] = UInt8(truncatingIfNeeded: bits)
        written += 3
        held = 0
        bits = 0
      }
    }
    if held > 0 { complaints.cut = source.count }
    flush()
    return written
  }

  /// Takes groups of four characters as long as they have nothing else among them.
  @inline(__always)
  private static func decodeGroups(
    _ source: UnsafeBufferPointer<UInt8>, by places: UnsafeBufferPointer<UInt32>, _ index: inout Int,
    into target: UnsafeMutableBufferPointer<UInt8>, _ written: inout Int
  ) {
    while index + 4 <= source.count {
      let upper = places[Int(source[index])] | places[256 + Int(source[index + 1])]
      let lower = places[512 + Int(source[index + 2])] | places[768 + Int(source[index + 3])]
      let group = upper | lower
      guard group < foreignGroup else { return }
      // The fourth byte is the next group's, or of the room at the end.
      UnsafeMutableRawBufferPointer(target).storeBytes(
        of: (group << 8).bigEndian, toByteOffset: written, as: UInt32.self)
      index += 4
      written += 3
    }
  }
}
