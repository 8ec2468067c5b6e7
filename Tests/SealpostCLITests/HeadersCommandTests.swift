import Foundation
import Testing

@Suite("Reading headers", .timeLimit(.minutes(1)))
struct HeadersCommandTests {
  private static let message = """
    Received: from A.outlook.com (2603::1) by B.outlook.com (2603::2) with Microsoft SMTP Server (version=TLS1_2,
     cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20; Tue, 29 Sep 2020 22:23:05 +0000
    Received: from PC (192.0.2.10) by A.outlook.com (2603::1) with Microsoft SMTP Server (version=TLS1_0,
     cipher=TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA) id 15.20 via Frontend Transport; Tue, 29 Sep 2020 22:22:59 +0000
    From: ada@example.com

    Hello
    """

  @Test("The verdict comes first, then the hops")
  func text() async {
    let run = await CommandRun.of(["headers", "-"], input: Self.message)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.hasPrefix("The submission used TLS 1.0, says A.outlook.com.\n"))
    #expect(run.output.contains("What later fields say of TLS is not the program's doing."))
  }

  @Test("JSON has every hop, from the first")
  func json() async throws {
    let run = await CommandRun.of(["headers", "-", "--json"], input: Self.message)
    #expect(run.status == 0)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let hops = try #require(document["hops"] as? [[String: Any]])
    #expect(hops.map { $0["role"] as? String } == ["submission", "relay"])
    #expect(((hops[0]["tls"] as? [String: Any])?["version"] as? String) == "TLSv1.0")
    #expect(document["severity"] as? String == "warning")
  }

  @Test("The page says the same")
  func page() async {
    let run = await CommandRun.of(["headers", "-", "--html", "-"], input: Self.message)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("<!DOCTYPE html>"))
    #expect(run.output.contains("The submission used TLS 1.0, says A.outlook.com."))
    #expect(run.errors.hasPrefix("The submission used TLS 1.0"))
  }

  @Test("A server that is trusted by name is believed")
  func trusted() async {
    let header = "Received: from a by relay.test with ESMTPS id 1; Tue, 29 Sep 2020 22:22:59 +0000\n"
    let top = "Received: from relay.test by mx.example.com with ESMTPS id 2; Tue, 29 Sep 2020 22:23:59 +0000\n"
    let doubted = await CommandRun.of(["headers", "-"], input: top + header)
    #expect(doubted.output.contains("Nobody that you trust vouches for it."))
    let believed = await CommandRun.of(
      ["headers", "-", "--trusted", "relay.test", "--trusted", "example.com"], input: top + header)
    #expect(!believed.output.contains("Nobody that you trust"))
  }

  @Test("Of an input without end no more is read than a header can have")
  func endless() async {
    let run = await CommandRun.of(
      ["headers", "-"], input: Self.message + "\n" + String(repeating: "x", count: 17 << 20))
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("The submission used TLS 1.0, says A.outlook.com.\n"))
  }

  @Test("What is no header, and no file, is one line and its status")
  func bad() async {
    let binary = await CommandRun.of(["headers", "-"], input: "\u{1}\u{2}\u{3}\n\u{4}")
    #expect(binary.status == 65)
    #expect(
      binary.errors
        == "sealpost: there is no header in standard input: give a message as it is stored, or its header\n")
    let empty = await CommandRun.of(["headers", "-"], input: "")
    #expect(empty.status == 65)
    let missing = await CommandRun.of(["headers", "/no/such/file"])
    #expect(missing.status == 66)
    #expect(missing.errors.split(separator: "\n").count == 1)
    let directory = await CommandRun.of(["headers", "/"])
    #expect(directory.status == 66)
    #expect(directory.errors == "sealpost: / cannot be read: Is a directory\n")
    for arguments in [[""], ["-", "--trusted", ""]] {
      let run = await CommandRun.of(["headers"] + arguments)
      #expect(run.status == 64)
      #expect(run.errors.split(separator: "\n").count == 1)
    }
  }
}
