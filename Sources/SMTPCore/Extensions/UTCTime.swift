/// A moment to the second, written as RFC 3339 has it, such as `2026-11-28T09:30:00Z`.
public struct UTCTime: Sendable, Hashable, Comparable {
  /// Since the beginning of 1970, leap seconds not counted.
  public let secondsSince1970: Int

  /// - Throws: ``EnvelopeSyntaxError`` outside the years 1 to 9999, which four digits can tell.
  public init(secondsSince1970: Int) throws(EnvelopeSyntaxError) {
    guard Self.range.contains(secondsSince1970) else { throw .init("the time is not in the years 1 to 9999") }
    self.secondsSince1970 = secondsSince1970
  }

  private init(unchecked secondsSince1970: Int) {
    self.secondsSince1970 = secondsSince1970
  }

  /// The end of the year 9999.
  static let latest = UTCTime(unchecked: range.upperBound)

  private static let range = -62_135_596_800...253_402_300_799

  /// Reads a date and time with its zone (RFC 3339 section 5.6). A fraction of a second is dropped. Gives nil for anything else.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8.prefix(64))
    guard text.utf8.count <= 64, bytes.count >= 20 else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      range.upperBound <= bytes.count ? decimal(String(decoding: bytes[range], as: UTF8.self), digits: 1...4) : nil
    }
    let separators: [(Int, String)] = [(4, "-"), (7, "-"), (10, "Tt"), (13, ":"), (16, ":")]
    guard separators.allSatisfy({ $0.1.utf8.contains(bytes[$0.0]) }),
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      year >= 1, (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    var zone = bytes[19...]
    if zone.first == UInt8(ascii: ".") {
      let fraction = zone.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !fraction.isEmpty else { return nil }
      zone = zone.dropFirst(1 + fraction.count)
    }
    guard let offset = Self.offset(zone) else { return nil }
    let seconds = Self.days(before: year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    guard Self.range.contains(seconds) else { return nil }
    secondsSince1970 = seconds
  }

  /// Seconds east of UTC.
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
    if zone.elementsEqual("Z".utf8) || zone.elementsEqual("z".utf8) { return 0 }
    let text = String(decoding: zone.dropFirst(), as: UTF8.self)
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let sign = zone.first, "+-".utf8.contains(sign), parts.count == 2,
      let hours = decimal(parts[0], digits: 2...2), let minutes = decimal(parts[1], digits: 2...2), hours < 24,
      minutes < 60
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// Days from 1970-01-01, counted in years that begin in March, so that the leap day is the last.
  private static func days(before year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }

  public static func < (left: UTCTime, right: UTCTime) -> Bool { left.secondsSince1970 < right.secondsSince1970 }
}

extension UTCTime: CustomStringConvertible {
  public var description: String {
    var days = Self.quotient(secondsSince1970, 86_400) + 719_468
    let second = secondsSince1970 - Self.quotient(secondsSince1970, 86_400) * 86_400
    // Periods of 400, 100, 4 years and one; the last day of the two that are not even belongs to them.
    let era = Self.quotient(days, 146_097)
    days -= era * 146_097
    let yearOfEra = (days - days / 1460 + days / 36_524 - days / 146_096) / 365
    let dayOfYear = days - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    return
      "\(date)T\(Self.padded(second / 3600, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))Z"
  }

  private static func quotient(_ dividend: Int, _ divisor: Int) -> Int {
    (dividend >= 0 ? dividend : dividend - divisor + 1) / divisor
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
