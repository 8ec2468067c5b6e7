import Foundation
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("The way of a message")
struct MailTraceTests {
  /// The topmost field first, as in a header.
  private func trace(_ fields: String..., trusted: [String] = []) -> MailTrace {
    let header = fields.map { "Received: \($0)\r\n" }.joined() + "From: a@example.com\r\n\r\nbody\r\n"
    return MailTrace(Array(header.utf8), trusted: trusted)
  }

  private func verdict(_ trace: MailTrace) -> String { Report(trace: trace, title: "").verdict.text }

  private func ids(_ trace: MailTrace) -> [String] { Report(trace: trace, title: "").findings.map(\.id.rawValue) }

  private static let frontEnd =
    "from PC (192.0.2.10) by A.outlook.com (2603::1) with Microsoft SMTP Server (version=TLS1_0, "
    + "cipher=TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA) id 15.20 via Frontend Transport; Tue, 29 Sep 2020 22:22:59 +0000"
  private static let between =
    "from A.outlook.com (2603::1) by B.outlook.com (2603::2) with Microsoft SMTP Server (version=TLS1_2, "
    + "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20; Tue, 29 Sep 2020 22:23:05 +0000"

  @Test("goes from the lowest field to the topmost, and only Exchange's front end speaks of the program")
  func exchange() {
    let trace = trace(Self.between, Self.frontEnd)
    #expect(trace.hops.map(\.field.by) == ["A.outlook.com", "B.outlook.com"])
    #expect(trace.hops.map(\.role) == [.submission, .relay])
    #expect(trace.hops.map(\.delay) == [nil, 6])
    #expect(verdict(trace) == "The submission used TLS 1.0, says A.outlook.com.")
    #expect(ids(trace) == ["headers.submission", "headers.laterHops"])
  }

  @Test("between Exchange's servers is not the program's, though it says TLS 1.2")
  func exchangeBetween() {
    let trace = trace(Self.between)
    #expect(trace.submission == nil)
    #expect(verdict(trace) == "No field of this header speaks of the program's own connection.")
  }

  @Test("TLSv1/SSLv3 is not TLS 1.0, and a cipher of TLS 1.2 proves TLS 1.2")
  func generic() {
    let old = trace(
      "from c ([192.0.2.1]) by mx.example.com (8.14.4/8.14.4) with ESMTP id 1 (version=TLSv1/SSLv3 "
        + "cipher=DHE-RSA-AES256-SHA bits=256 verify=NO); Mon, 1 Jan 2012 00:00:00 GMT")
    #expect(verdict(old) == "The submission was over TLS, says mx.example.com, in words that name no version.")
    let proven = trace(
      "from c ([192.0.2.1]) by mx.example.com (8.14.4/8.14.4) with ESMTP id 1 (version=TLSv1/SSLv3 "
        + "cipher=DHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO); Mon, 1 Jan 2014 00:00:00 GMT")
    #expect(
      verdict(proven)
        == "The submission used TLS 1.2: the words of mx.example.com name no version, and its cipher suite exists in no other."
    )
  }

  @Test("a version that is no name at all is not taken for Sendmail's")
  func nonsense() {
    let trace = trace(
      "from c by mx.example.com with ESMTPS id 1 (version=</script> cipher=x); Mon, 1 Jan 2012 00:00:00 GMT")
    #expect(ids(trace) == ["headers.noVersion"])
  }

  @Test("a field without a name has a verdict that is a sentence, and no length of it fills a terminal")
  func nameless() {
    let trace = trace(String(repeating: "a", count: 1 << 20))
    #expect(
      verdict(trace) == "The field of the submission says nothing of TLS. Nobody that you trust vouches for it.")
    #expect(Report(trace: trace, title: "").text.utf8.count < 10_000)
    let long = self.trace("from \(String(repeating: "b", count: 1 << 20)) by mx.example.com with ESMTPS id 1")
    #expect(Report(trace: long, title: "").text.utf8.count < 10_000)
  }

  @Test("a name that a shell would not take as it is, is not one to be copied")
  func names() throws {
    func remedy(_ name: String) throws -> String? {
      let trace = trace(
        "from relay.test by mx.example.com with ESMTPS id 2", "from a by \(name) with ESMTPS id 1")
      return try #require(Report(trace: trace, title: "").findings.first { $0.id == "headers.untrusted" }).remedy
    }
    #expect(try remedy("relay.test") == "If you trust that server, say so: --trusted relay.test.")
    #expect(try remedy("`reboot`") == "If you trust that server, say so: --trusted HOST.")
    #expect(try remedy("-x") == "If you trust that server, say so: --trusted HOST.")
  }

  @Test(
    "a domain is trusted however its dots are written",
    arguments: ["test", ".relay.test", "*.relay.test", "Relay.Test."])
  func trustedDomain(name: String) {
    let trace = trace(
      "from relay.test by mx.example.com with ESMTPS id 2", "from a by relay.test with ESMTPS id 1",
      trusted: ["example.com", name])
    #expect(trace.submission?.isTrusted == true)
  }

  @Test("clocks that disagree make no way of less than no time")
  func negativeWay() {
    let trace = trace(
      "from b by mx.example.com with ESMTPS id 2; Mon, 1 Jan 2012 00:00:00 GMT",
      "from a by mx.example.com with ESMTPS id 1; Mon, 1 Jan 2012 00:01:00 GMT")
    #expect(!Report(trace: trace, title: "").facts.contains { $0.label == "On its way for" })
    #expect(ids(trace).contains("headers.clocks"))
  }

  @Test("a keyword tells of TLS, and of no version")
  func keyword() {
    let trace = trace(
      "from c ([192.0.2.1]) by mx.example.com (Postfix) with ESMTPSA id 1; Mon, 1 Jan 2024 00:00:00 +0000")
    #expect(verdict(trace) == "The submission was over TLS, says mx.example.com, which does not say in which version.")
    #expect(ids(trace) == ["headers.noVersion"])
  }

  @Test("silence is not plaintext")
  func silence() {
    let trace = trace("from c ([192.0.2.1]) by mx.example.com with ESMTP id 1; Mon, 1 Jan 2024 00:00:00 +0000")
    let report = Report(trace: trace, title: "")
    #expect(report.verdict == .init(.note, "mx.example.com says nothing of TLS."))
    #expect(report.findings[0].meaning.contains("proves nothing"))
  }

  @Test("a version with a cipher suite that it cannot have is not believed")
  func contradiction() {
    let trace = trace(
      "from c ([192.0.2.1]) by mx.example.com with ESMTPS id 1 (version=TLSv1 cipher=ECDHE-RSA-AES128-GCM-SHA256); "
        + "Mon, 1 Jan 2024 00:00:00 +0000")
    #expect(ids(trace) == ["headers.contradiction"])
    let exim = self.trace(
      "from c by mx.example.com with esmtps  (TLS1.3) tls TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 (Exim 4.96) id 1; "
        + "Mon, 1 Jan 2024 00:00:00 +0000")
    #expect(verdict(exim) == "The submission used TLS 1.3, says mx.example.com.")
  }

  @Test("below the first server that is trusted, everybody can have written it")
  func trust() {
    let forged = Self.frontEnd
    let mine = "from A.outlook.com ([192.0.2.3]) by mx.example.com with ESMTPS id 1; Tue, 29 Sep 2020 22:23:05 +0000"
    let trace = trace(mine, forged)
    #expect(trace.hops.map(\.isTrusted) == [false, true])
    #expect(
      verdict(trace) == "The submission used TLS 1.0, says A.outlook.com. Nobody that you trust vouches for it.")
    #expect(ids(trace).contains("headers.untrusted"))
    let believed = self.trace(mine, forged, trusted: ["example.com", "outlook.com"])
    #expect(believed.hops.map(\.isTrusted) == [true, true])
    #expect(verdict(believed) == "The submission used TLS 1.0, says A.outlook.com.")
  }

  @Test("trust ends at the first stranger, and does not begin again below")
  func trustIsContiguous() {
    let trace = trace(
      "from b by mx.example.com with SMTP; Tue, 29 Sep 2020 22:23:05 +0000",
      "from a by stranger.test with SMTP; Tue, 29 Sep 2020 22:23:04 +0000",
      "from c by in.example.com with SMTP; Tue, 29 Sep 2020 22:23:03 +0000")
    #expect(trace.hops.map(\.isTrusted) == [false, false, true])
  }

  @Test("a name that only ends like a trusted one is not trusted")
  func trustByLabel() {
    let trace = trace("from b by evil-example.com with SMTP; Tue, 29 Sep 2020 22:23:05 +0000", trusted: ["example.com"])
    #expect(trace.hops.map(\.isTrusted) == [false])
  }

  @Test(
    "a suffix under which everybody registers, and the end of an address, are nobody's domain",
    arguments: [
      ("mx.isp.ne.jp", "mx.evil.ne.jp"), ("mx.isp.co.uk", "mx.evil.co.uk"), ("mx.isp.me.uk", "mx.evil.me.uk"),
      ("mx.amt.gv.at", "mx.evil.gv.at"), ("10.1.2.3", "203.0.2.3"),
    ])
  func trustByDomain(top: String, below: String) {
    let trace = trace(
      "from b by \(top) with SMTP; Tue, 29 Sep 2020 22:23:05 +0000",
      "from c by \(below) with SMTP; Tue, 29 Sep 2020 22:23:03 +0000")
    #expect(trace.hops.map(\.isTrusted) == [false, true])
  }

  @Test(
    "the version of a program is not one of TLS",
    arguments: ["(v1.2)", "(v1.0)", "(filter version=3.1)", "(version=1.2)", "(0x0301)"])
  func programVersion(comment: String) {
    let trace = trace("from c by mx.example.com \(comment) with ESMTP id 1; Mon, 1 Jan 2024 00:00:00 +0000")
    #expect(trace.hops[0].field.tls == nil)
    #expect(verdict(trace) == "mx.example.com says nothing of TLS.")
  }

  @Test("a local pickup comes before the submission")
  func pickup() {
    let trace = trace(
      "from host.example.com ([192.0.2.1]) by mx.example.com (Postfix) with ESMTPS id 2; Mon, 1 Jan 2024 00:00:02 +0000",
      "by host.example.com (Postfix, from userid 1000) id 1; Mon, 1 Jan 2024 00:00:00 +0000")
    #expect(trace.hops.map(\.role) == [.pickup, .submission])
    #expect(ids(trace).contains("headers.pickup"))
  }

  @Test("clocks that disagree and messages that waited are told, zones taken into account")
  func clocks() {
    let trace = trace(
      "from b by c.example.com with SMTP; Mon, 1 Jan 2024 01:59:00 +0200",
      "from a by b.example.com with SMTP; Mon, 1 Jan 2024 00:00:30 +0000",
      "from x by a.example.com with SMTP; Sun, 31 Dec 2023 18:00:00 -0500")
    #expect(trace.hops.map(\.delay) == [nil, 3630, -90])
    #expect(Set(ids(trace)).isSuperset(of: ["headers.clocks", "headers.delay"]))
  }

  @Test("a date that cannot be read leaves its delays open")
  func dates() {
    let trace = trace(
      "from b by c.example.com with SMTP; Mon, 1 Jan 2024 00:00:01 +0000",
      "from a by b.example.com with SMTP; yesterday")
    #expect(trace.hops.map(\.delay) == [nil, nil])
    #expect(ids(trace).contains("headers.dates"))
  }

  @Test("no Received field at all is a finding")
  func none() {
    let trace = MailTrace(Array("From: a@example.com\n\nReceived: not in the header\n".utf8))
    #expect(trace.fieldCount == 1)
    #expect(
      verdict(trace)
        == "There is no Received field in this header: it does not tell how the message travelled.")
  }

  @Test("X-Received is no Received")
  func xReceived() {
    let trace = MailTrace(Array("X-Received: by 2002:a05 with SMTP id 1; Mon, 1 Jan 2024 00:00:01 +0000\n".utf8))
    #expect(trace.hops.isEmpty)
  }

  @Test("what people paste is read: an mbox, blank lines before it, fields alone, LF alone")
  func pasted() {
    let field =
      "Received: from a ([192.0.2.1])\n\tby b.example.com with ESMTPS id 1;\n Mon, 1 Jan 2024 00:00:01 +0000\n"
    for text in [
      "From a@example.com Mon Jan 1\n\(field)", "\n  \n\(field)", field, "\(field)\nbody", "broken line\n\(field)",
    ] {
      let trace = MailTrace(Array(text.utf8))
      #expect(trace.hops.count == 1)
      #expect(trace.hops.first?.field.by == "b.example.com")
      #expect(trace.passedOver == (text.hasPrefix("broken") ? 1 : 0))
    }
  }

  @Test("ten thousand fields, a line of a mebibyte and comments a hundred thousand deep are read in a moment")
  func large() {
    let field = "Received: \(Self.between)\r\n"
    #expect(MailTrace(Array(String(repeating: field, count: 10_000).utf8)).hops.count == 10_000)
    let long = "Received: from a by b.example.com with ESMTPS " + String(repeating: "x ", count: 1 << 19)
    #expect(MailTrace(Array(long.utf8)).hops.first?.field.by == "b.example.com")
    let deep = "Received: from a by b.example.com " + String(repeating: "(", count: 100_000)
    #expect(MailTrace(Array(deep.utf8)).hops.first?.field.by == "b.example.com")
  }

  @Test("whatever is in it, a header is read and reported")
  func garbage() throws {
    var generator = SeededGenerator(seed: 11)
    let pool = Array("Received: from by with via id for tls (version=TLS1_2 cipher=); \r\n\t\"\\(TLS1.3:A:1)".utf8)
    for _ in 0..<500 {
      var bytes = Array("Received: ".utf8)
      for _ in 0..<Int.random(in: 0..<200, using: &generator) {
        bytes.append(
          Bool.random(using: &generator)
            ? pool[Int.random(in: 0..<pool.count, using: &generator)] : UInt8.random(in: 0...255, using: &generator))
      }
      let report = Report(trace: MailTrace(bytes), title: "")
      #expect(!report.text.isEmpty)
      #expect(throws: Never.self) { try JSONEncoder().encode(report) }
    }
  }

  @Test("clocks of whole seconds may be two apart", arguments: [(3, false), (1, false), (0, true)])
  func closeClocks(second: Int, isWrong: Bool) {
    let trace = trace(
      "from b by c.example.com with SMTP; Mon, 1 Jan 2024 00:00:0\(second) +0000",
      "from a by b.example.com with SMTP; Mon, 1 Jan 2024 00:00:03 +0000")
    #expect(ids(trace).contains("headers.clocks") == isWrong)
  }

  @Test("Exim is believed against its cipher's name in TLS 1.3 alone")
  func eximContradiction() {
    let trace = trace(
      "from c by mx.example.com with esmtps (TLS1.0:ECDHE_RSA_AES_256_GCM_SHA384:256) (Exim 4.80) id 1; "
        + "Mon, 1 Jan 2024 00:00:00 +0000")
    #expect(ids(trace) == ["headers.contradiction"])
  }
}
