public import Foundation
public import SMTPCore

extension UTCTime {
  /// A fraction of a second is dropped.
  /// - Throws: `EnvelopeSyntaxError` outside the years 1 to 9999.
  public init(_ date: Date) throws(EnvelopeSyntaxError) {
    try self.init(secondsSince1970: Int(exactly: date.timeIntervalSince1970.rounded(.down)) ?? .max)
  }
}
