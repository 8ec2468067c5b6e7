#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// When a packet was captured.
struct PacketTime: Hashable, Comparable {
  /// Since 1970.
  let nanoseconds: Int64

  init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// A file can claim any time; one that cannot be is 1970.
  init(seconds: Int, nanoseconds: Int) {
    let (product, isTooBig) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isTooBigYet) = product.addingReportingOverflow(Int64(nanoseconds))
    self.nanoseconds = isTooBig || isTooBigYet ? 0 : sum
  }

  static func < (left: PacketTime, right: PacketTime) -> Bool { left.nanoseconds < right.nanoseconds }

  /// In seconds; not negative.
  func elapsed(since earlier: PacketTime) -> Double {
    max(0, (Double(nanoseconds) - Double(earlier.nanoseconds)) / 1e9)
  }

  var date: Date { Date(timeIntervalSince1970: Double(nanoseconds) / 1e9) }
}
