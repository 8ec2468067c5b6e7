import SMTPCore
import Testing

@Suite("What a message can ask of a server, as values")
struct ExtensionValueTests {
  @Test("an envelope identifier is printable ASCII, of up to 100 characters when it is encoded (RFC 3461)")
  func envelopeID() throws {
    #expect(try EnvelopeID("a b+c=d").description == "a b+c=d")
    #expect(try EnvelopeID(String(repeating: "=", count: 33)).description.count == 33)
    for text in ["", "\u{E9}", "a\tb", "a\r\nb", "\u{7F}", String(repeating: "x", count: 101)] {
      #expect(throws: EnvelopeSyntaxError.self) { try EnvelopeID(text) }
    }
    #expect(throws: EnvelopeSyntaxError.self) { try EnvelopeID(String(repeating: "=", count: 34)) }
  }

  @Test("an original recipient has a type, and is ASCII unless the type says otherwise (RFC 6533)")
  func originalRecipient() throws {
    #expect(try OriginalRecipient(EnvelopeAddress("a@b.test")).description == "rfc822;a@b.test")
    #expect(try OriginalRecipient(EnvelopeAddress("\u{E9}@b.test")).description == "utf-8;\u{E9}@b.test")
    #expect(try OriginalRecipient(type: "x400", address: "c=us; s=x").description == "x400;c=us; s=x")
    let wrong = [
      ("", "a"), ("rfc 822", "a"), ("rfc822", ""), ("rfc822", "\u{E9}"), ("utf-8", ""), ("utf-8", "a\u{2028}"),
      ("rfc822", String(repeating: "x", count: 501)), ("utf-8", String(repeating: "\u{E9}", count: 101)),
    ]
    for (type, address) in wrong {
      #expect(throws: EnvelopeSyntaxError.self) { try OriginalRecipient(type: type, address: address) }
    }
  }

  @Test("a deadline of nine digits, above zero where the message would come back (RFC 2852)")
  func deliverBy() throws {
    _ = try DeliverBy(seconds: 999_999_999)
    _ = try DeliverBy(seconds: -5, overdue: .notified)
    for (seconds, overdue) in [(0, DeliverBy.Overdue.returned), (-1, .returned), (1_000_000_000, .notified)] {
      #expect(throws: EnvelopeSyntaxError.self) { try DeliverBy(seconds: seconds, overdue: overdue) }
    }
  }

  @Test("a priority is -9 to 9 (RFC 6710), a hold 1 to 999999999 seconds (RFC 4865)")
  func ranges() throws {
    #expect(try (-9...9).map { try MessagePriority($0).value } == Array(-9...9))
    for value in [-10, 10] { #expect(throws: EnvelopeSyntaxError.self) { try MessagePriority(value) } }
    for seconds in [0, -1, 1_000_000_000] {
      #expect(throws: EnvelopeSyntaxError.self) { try MessageHold.seconds(seconds) }
    }
  }

  @Test("who submitted a message must be ASCII, which is all that AUTH has a form for (RFC 4954)")
  func submitter() throws {
    _ = try Submitter(EnvelopeAddress("e=mc2@example.com"))
    #expect(throws: EnvelopeSyntaxError.self) { try Submitter(EnvelopeAddress("\u{E9}@example.com")) }
  }

  @Test(
    "a time is written as RFC 3339 has it and read back",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (951_868_800, "2000-03-01T00:00:00Z"), (1_709_164_800, "2024-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
      (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
      (-62_135_596_800, "0001-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
  func time(seconds: Int, text: String) throws {
    #expect(try UTCTime(secondsSince1970: seconds).description == text)
    #expect(UTCTime(text)?.secondsSince1970 == seconds)
  }

  @Test("days of 800 years, eleven apart, come one after the other")
  func days() throws {
    var previous = "1599-12-31T12:00:00Z"
    for day in stride(from: -11_676_052_800 + 43_200, to: -11_676_052_800 + 800 * 31_556_952, by: 11 * 86_400) {
      let text = try UTCTime(secondsSince1970: day).description
      #expect(text > previous)
      #expect(UTCTime(text)?.secondsSince1970 == day)
      previous = text
    }
  }

  @Test(
    "zones and fractions are read, and what is no date is not",
    arguments: [
      ("2026-11-28T10:30:00+01:00", "2026-11-28T09:30:00Z"), ("2026-11-28t10:30:00.25z", "2026-11-28T10:30:00Z"),
      ("2026-11-28T23:30:00-01:30", "2026-11-29T01:00:00Z"), ("2026-06-30T23:59:60Z", "2026-07-01T00:00:00Z"),
      ("2026-02-29T00:00:00Z", nil), ("2026-13-01T00:00:00Z", nil), ("2026-11-28T24:00:00Z", nil), ("2026-11-28", nil),
      ("2026-11-28T10:30:00", nil), ("2026-11-28 10:30:00Z", nil), ("2026-11-28T10:30:00+1:00", nil),
      ("2026-11-28T10:30:00.Z", nil), ("2026-11-28T10:30:00+24:00", nil), ("0000-01-01T00:00:00Z", nil),
      ("2026-11-28T1\u{E9}:30:00Z", nil), ("0001-01-01T00:00:00+01:00", nil), ("", nil), ("+026-11-28T10:30:00Z", nil),
    ] as [(String, String?)])
  func reading(text: String, time: String?) {
    #expect(UTCTime(text)?.description == time)
  }

  @Test("what a server offers of the extensions is read")
  func capabilities() {
    func offer(_ lines: String...) -> Capabilities { Capabilities(ehloReply: Reply(250, nil, lines: ["mx"] + lines)) }
    let all = offer(
      "DSN", "REQUIRETLS", "DELIVERBY 240", "FUTURERELEASE 86400 2027-01-01T00:00:00Z", "MT-PRIORITY MIXER",
      "LIMITS MAILMAX=10 rcptmax=100 RCPTDOMAINMAX=5 NEW=1 ODD")
    #expect(all.offersDSN && all.offersRequireTLS && all.offersDeliverBy && all.offersPriorities)
    #expect(all.shortestDeliverBy == 240)
    #expect(all.futureRelease == .init(longest: 86_400, latest: UTCTime("2027-01-01T00:00:00Z")))
    #expect(all.limits == .init(mailMax: 10, rcptMax: 100, rcptDomainMax: 5))
    #expect(offer().limits == .init() && offer().futureRelease == nil && !offer().offersDeliverBy)
    #expect(offer("DELIVERBY").shortestDeliverBy == nil && offer("DELIVERBY").offersDeliverBy)
    #expect(offer("FUTURERELEASE x y").futureRelease == .init())
    #expect(offer("LIMITS MAILMAX=0 RCPTMAX=1000000 RCPTDOMAINMAX=-1").limits == .init(), "six digits, and not zero")
    #expect(offer("LIMITS MAILMAX=7 MAILMAX=3", "LIMITS MAILMAX=9").limits == .init(mailMax: 3))
    #expect(!offer("BINARYMIME").offersBinaryMIME && offer("BINARYMIME", "CHUNKING").offersBinaryMIME)
  }
}
