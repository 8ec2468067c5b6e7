/// A small generator of pseudo-random numbers (Steele, Lea and Flood's SplitMix64) of which any number of the sequence can
/// be had at once, so that what happens to one connection does not depend on the others' timing.
struct SplitMix64: Sendable {
  let seed: UInt64

  /// The number at a place of the sequence.
  func number(at index: UInt64) -> UInt64 {
    var z = seed &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Whether the place belongs to a share from 0, none, to 1, all.
  func isChosen(_ index: UInt64, share: Double) -> Bool {
    Double(number(at: index) >> 11) * 0x1p-53 < share
  }
}
