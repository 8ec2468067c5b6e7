import Testing

@testable import MIME

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("Dates")
struct MessageDateTests {
  @Test(
    "a date is written and read in its zone",
    arguments: [
      (0.0, 0, "Thu, 1 Jan 1970 00:00:00 +0000"), (1_709_210_096, 60, "Thu, 29 Feb 2024 13:34:56 +0100"),
      (1_709_210_096, -210, "Thu, 29 Feb 2024 09:04:56 -0330"), (951_782_400, 0, "Tue, 29 Feb 2000 00:00:00 +0000"),
      (-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"), (-2_208_902_400, 0, "Tue, 2 Jan 1900 00:00:00 +0000"),
      (253_402_214_399, 0, "Thu, 30 Dec 9999 23:59:59 +0000"), (4_107_542_399, 840, "Mon, 1 Mar 2100 13:59:59 +1400"),
    ])
  func format(_ seconds: Double, _ zone: Int, _ text: String) throws {
    let date = Date(timeIntervalSince1970: seconds)
    #expect(try MessageDate.format(date, zone: zone) == text)
    #expect(MessageDate.parse(text) == date)
  }

  @Test("each day of four centuries is written and read back to the same")
  func calendar() throws {
    for day in stride(from: -25_000, to: 121_000, by: 13) {
      let date = Date(timeIntervalSince1970: Double(day) * 86400 + 1)
      #expect(MessageDate.parse(try MessageDate.format(date, zone: 0)) == date)
    }
  }

  @Test(
    "a date that cannot be written is an error, not a trap",
    arguments: [Double.infinity, -.infinity, .nan, 1e300, -1e300, 253_402_214_400, -2_208_902_401])
  func refuses(_ seconds: Double) throws {
    #expect(
      try failure { _ = try MessageDate.format(Date(timeIntervalSince1970: seconds), zone: 0) }.code == .invalidDate)
  }

  @Test("a zone of a day or more is an error", arguments: [1440, -1440, .max, .min])
  func refusesZones(_ zone: Int) throws {
    #expect(try failure { _ = try MessageDate.format(Date(timeIntervalSince1970: 0), zone: zone) }.code == .invalidDate)
  }

  @Test("the zone of this machine tells the same instant")
  func localZone() throws {
    let date = Date(timeIntervalSince1970: 1_709_210_096)
    #expect(MessageDate.parse(try MessageDate.format(date, zone: nil)) == date)
  }

  @Test(
    "obsolete dates are read",
    arguments: [
      "21 Nov 97 09:55:06 GMT", "Fri, 21 Nov 1997 09:55 -0000", "fri, 21 nov 1997 09:55:06 EST (comment)",
      "21 Nov 1997 09:55:06",
    ])
  func obsolete(_ text: String) throws {
    let date = try #require(MessageDate.parse(text))
    #expect((880_105_800...880_124_200).contains(date.timeIntervalSince1970))
  }

  @Test(
    "what is no date is nil",
    arguments: [
      "", ",", "Fri", "Fri,", "30 Feb 2024 00:00:00 +0000", "1 Foo 2024 00:00:00 +0000", "1 Jan 2024 24:00:00 +0000",
      "1 Jan 2024 00 +0000", "1 Jan 99999 00:00:00 +0000", "1 Jan 2024 00:00:00 +00", "-1 Jan 2024 00:00:00 +0000",
      "1 Jan 1800 00:00:00 +0000",
    ])
  func noDate(_ text: String) {
    #expect(MessageDate.parse(text) == nil)
  }
}
