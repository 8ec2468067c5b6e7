/// Eight bytes that are looked at at once, which is faster than one by one where few of them matter.
struct EightBytes {
  /// Some of the eight bytes.
  struct Marks: Equatable {
    /// The high bit of each byte that is marked; the first byte is the lowest.
    fileprivate let bits: UInt64

    var isEmpty: Bool { bits == 0 }

    /// How many bytes come before the first that is marked; 8 if none is.
    var first: Int { bits.trailingZeroBitCount / 8 }

    var includesLast: Bool { bits.leadingZeroBitCount == 0 }

    func union(_ other: Marks) -> Marks { Marks(bits: bits | other.bits) }

    /// The bytes right after marked ones; the first byte too if `isFirstIncluded`.
    func following(isFirstIncluded: Bool) -> Marks { Marks(bits: bits << 8 | (isFirstIncluded ? 0x80 : 0)) }
  }

  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// The first byte is the lowest.
  private let word: UInt64

  /// The bytes at `index` and after it.
  /// - Precondition: all eight are within `bytes`.
  init(_ bytes: UnsafeRawBufferPointer, at index: Int) {
    word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) {
    self.init(UnsafeRawBufferPointer(bytes), at: index)
  }

  func store(in bytes: UnsafeMutableRawBufferPointer, at index: Int) {
    bytes.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
  }

  /// The bytes that equal `byte`.
  func marks(of byte: UInt8) -> Marks {
    let difference = word ^ Self.repeated(byte)
    // The high bit of each byte says whether it differs; nothing is carried from one byte to the next.
    let differing = (difference & ~Self.highBits) &+ ~Self.highBits | difference
    return Marks(bits: ~differing & Self.highBits)
  }

  /// The bytes below `limit`, which is at most 0x80.
  func marks(below limit: UInt8) -> Marks {
    let reaching = (word & ~Self.highBits) &+ Self.repeated(0x80 - limit) | word
    return Marks(bits: ~reaching & Self.highBits)
  }

  /// The bytes that are above 0x7F.
  var beyondASCII: Marks { Marks(bits: word & Self.highBits) }

  private static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
