#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Dates as headers have them (RFC 5322, section 3.3).
package enum MessageDate {
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let secondsPerDay = 86400

  /// `date` as in "Tue, 24 Nov 2026 03:40:13 +0000".
  /// - Parameter zone: minutes east of UTC, from -1439 to 1439; nil for the zone of this machine.
  /// - Throws: ``MIMEError/Code/invalidDate`` outside the years 1900 to 9999.
  static func format(_ date: Date, zone: Int?) throws(MIMEError) -> String {
    let seconds = date.timeIntervalSince1970.rounded(.down)
    // 1900-01-02 to 9999-12-30: a day is left at both ends for the zone.
    guard seconds >= -2_208_902_400, seconds < 253_402_214_400 else {
      throw MIMEError(code: .invalidDate, reason: "the Date is not between the years 1900 and 9999")
    }
    let zone = zone ?? localZone(at: Int(seconds))
    guard (-1439...1439).contains(zone) else {
      throw MIMEError(code: .invalidDate, reason: "a zone of \(zone) minutes is not within a day of UTC")
    }
    let local = Int(seconds) + zone * 60
    let day = (local - remainder(local, secondsPerDay)) / secondsPerDay
    let time = remainder(local, secondsPerDay)
    let (year, month, dayOfMonth) = civil(day)
    return weekdays[remainder(day + 4, 7)] + ", \(dayOfMonth) " + months[month - 1] + " \(year) "
      + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)) "
      + (zone < 0 ? "-" : "+") + two(abs(zone) / 60) + two(abs(zone) % 60)
  }

  /// The date in the value of a Date field, obsolete forms included (section 4.3); nil if it is none.
  package static func parse(_ value: String) -> Date? { parseWithZone(value)?.date }

  /// The date in the value of a Date field, and its zone in minutes east of UTC.
  static func parseWithZone(_ value: String) -> (date: Date, zone: Int)? {
    var parts = value.prefix(100).split { " \t,".contains($0) }[...]
    if let first = parts.first, first.allSatisfy(\.isLetter) { parts.removeFirst() }
    guard parts.count >= 4, let zone = parts.dropFirst(4).first.map(zoneSeconds) ?? 0,
      let day = number(parts[parts.startIndex], 1...31),
      let month = months.firstIndex(where: { parts[parts.startIndex + 1].asciiLowercased.hasPrefix($0.asciiLowercased) }
      ),
      var year = number(parts[parts.startIndex + 2], 0...9999)
    else { return nil }
    let yearDigits = parts[parts.startIndex + 2].count
    if yearDigits < 4 { year += yearDigits == 2 && year < 50 ? 2000 : 1900 }
    let clock = parts[parts.startIndex + 3].split(separator: ":")
    guard year >= 1900, (2...3).contains(clock.count), let hour = number(clock[0], 0...23),
      let minute = number(clock[1], 0...59), let second = clock.count == 2 ? 0 : number(clock[2], 0...60)
    else { return nil }
    let days = dayNumber(year, month + 1, day)
    guard civil(days) == (year, month + 1, day) else { return nil }
    let seconds = days * secondsPerDay + hour * 3600 + minute * 60 + second - zone
    return (Date(timeIntervalSince1970: Double(seconds)), zone / 60)
  }

  private static func zoneSeconds(_ text: Substring) -> Int? {
    switch text.asciiLowercased {
    case "gmt", "ut", "utc", "z": return 0
    case "edt": return -4 * 3600
    case "est", "cdt": return -5 * 3600
    case "cst", "mdt": return -6 * 3600
    case "mst", "pdt": return -7 * 3600
    case "pst": return -8 * 3600
    default: break
    }
    guard text.utf8.count == 5, let sign = text.first, sign == "+" || sign == "-",
      let digits = number(text.dropFirst(), 0...9999)
    else { return nil }
    return (digits / 100 * 3600 + digits % 100 * 60) * (sign == "-" ? -1 : 1)
  }

  private static func number(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(text), range.contains(number)
    else { return nil }
    return number
  }

  private static func localZone(at seconds: Int) -> Int {
    var moment = time_t(seconds)
    var local = tm()
    guard localtime_r(&moment, &local) != nil else { return 0 }
    return local.tm_gmtoff / 60
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func remainder(_ number: Int, _ divisor: Int) -> Int {
    let rest = number % divisor
    return rest < 0 ? rest + divisor : rest
  }

  /// The days from 1970-01-01 to a date of the Gregorian calendar. Years are counted from March here, so that the
  /// leap day is the last of one.
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719468
  }

  private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let fromEpoch = day + 719468
    let era = fromEpoch / 146097
    let dayOfEra = fromEpoch % 146097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}
