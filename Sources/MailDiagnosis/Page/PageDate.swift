#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a page writes moments, always in UTC.
///
/// A capture file can claim any moment, up to ages at which calendars overflow.
enum PageDate {
  /// The years 1970 to 9999, in seconds since the beginning of the first.
  static let range = 0.0..<253_402_300_800.0

  /// Whether a moment is one that can be written.
  static func isKnown(_ date: Date) -> Bool { range.contains(date.timeIntervalSince1970) }

  /// `2026-11-03 10:12:45 UTC`.
  static func text(_ date: Date) -> String {
    isKnown(date) ? "\(day(date)) \(time(date)) UTC" : "at a time that is not known"
  }

  /// The same for programs (RFC 3339).
  static func code(_ date: Date) -> String {
    isKnown(date) ? "\(day(date))T\(time(date))Z" : ""
  }

  /// `2026-11-03`.
  static func day(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle().year().month().day().dateSeparator(.dash))
  }

  /// `10:12:45`.
  static func time(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle().time(includingFractionalSeconds: false).timeSeparator(.colon))
  }
}
