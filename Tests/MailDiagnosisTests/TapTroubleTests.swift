import MailSandbox
import NIOCore
import NIOPosix
import SMTPSending
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("A tap in trouble", .timeLimit(.minutes(1)))
struct TapTroubleTests {
  /// A port on which nothing listens, for as long as nobody else gets it.
  private static func freePort() async throws -> Int {
    try await PeerListener.with { $0.port }
  }

  @Test("A server that is down is a finding with the system's reason, and the program is let go")
  func down() async throws {
    try await RunningTap.with(upstream: Self.freePort()) { tap in
      let client = try await Peer.connect(to: tap.port)
      #expect(await client.waitForEnd() == .closed)
      let finding = try #require(try await tap.connection().findings.first)
      #expect(finding.id == "tap.upstreamUnreachable" && finding.severity == .problem)
      guard case .text("Reason", let reason) = finding.evidence.first else {
        Issue.record("no reason")
        return
      }
      #expect(reason.contains("the connection was refused, nothing listens on that port"))
    }
  }

  @Test("A name that nobody knows is one, too")
  func unknownHost() async throws {
    try await RunningTap.with(upstream: 25, host: "no such host") { tap in
      let client = try await Peer.connect(to: tap.port)
      #expect(await client.waitForEnd() == .closed)
      let finding = try #require(try await tap.connection().findings.first)
      #expect(finding.id == "tap.upstreamUnreachable")
      #expect(finding.remedy?.contains("Check the name") == true)
      #expect(await tap.tap.configuration.upstreamObstacle()?.contains("no such host") == true)
    }
  }

  @Test("A server that never answers the call is given up in time")
  func neverAccepts() async throws {
    // A listener whose queue is full takes no more: the system drops what comes after.
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 0)
      .serverChannelOption(.autoRead, value: false)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = listener.localAddress?.port ?? 0
    let queued = try await Peer.connect(to: port)
    try await RunningTap.with(upstream: port, connectTimeOut: .milliseconds(100)) { tap in
      let client = try await Peer.connect(to: tap.port)
      #expect(await client.waitForEnd() == .closed)
      let finding = try #require(try await tap.connection().findings.first)
      #expect(finding.id == "tap.upstreamUnreachable")
      #expect("\(finding.evidence)".contains("did not answer within 0.1 s"))
    }
    queued.close()
    try await listener.close()
  }

  @Test("Ending it while a server has not answered does not wait for that")
  func endsWhileConnecting() async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 0)
      .serverChannelOption(.autoRead, value: false)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = listener.localAddress?.port ?? 0
    let queued = try await Peer.connect(to: port)
    try await RunningTap.with(upstream: port, connectTimeOut: .seconds(600)) { tap in
      let client = try await Peer.connect(to: tap.port)
      try await tap.event { if case .began = $0 { () } else { nil } }
      await tap.tap.shutdown()
      #expect(await client.waitForEnd() != nil)
      #expect(try await tap.connection().findings.map(\.id) == ["tap.nothingSaid"])
    }
    queued.close()
    try await listener.close()
  }

  @Test("A server that closes at once is at fault; a program that does is only noted")
  func closesAtOnce() async throws {
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port) { tap in
        let client = try await Peer.connect(to: tap.port)
        try await listener.next().close()
        #expect(await client.waitForEnd() == .closed)
        client.close()
        #expect(try await tap.connection().findings.map(\.id) == ["tap.serverSaidNothing"])

        try await Peer.connect(to: tap.port).close()
        let server = try await listener.next()
        #expect(await server.waitForEnd() == .closed)
        server.close()
        let connection = try await tap.connection()
        #expect(connection.findings.map(\.id) == ["tap.programSaidNothing"])
        #expect(connection.severity == .note)
      }
    }
  }

  @Test(
    "What is no mail is a finding",
    arguments: [
      ("GET / HTTP/1.1\r\n\r\n", "tap.notMail"), ("\u{0}\u{1}\u{2}", "tap.lineUnfinished"),
      (String(repeating: "\u{FFFF}", count: 100_000), "tap.lineUnfinished"),
      (String(repeating: "x\n", count: 50_000), "tap.notMail"),
    ] as [(String, Finding.ID)])
  func garbage(text: String, id: Finding.ID) async throws {
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port) { tap in
        let client = try await Peer.connect(to: tap.port)
        let server = try await listener.next()
        try await client.send(text)
        client.close()
        #expect(await server.waitForEnd() == .closed)
        #expect(server.received == Array(text.utf8))
        server.close()
        let connection = try await tap.connection()
        #expect(connection.findings.map(\.id) == [id])
        #expect(connection.dialogue.count <= ConnectionAnalyzer.maximumDialogue)
      }
    }
  }

  @Test("A server that talks without end is passed on, and remembered no longer than a dialogue is")
  func endless() async throws {
    let server = try await RawServer.start([.sendForever("220-mail.example.com and so on\r\n")])
    try await RunningTap.with(upstream: server.port) { tap in
      let client = try await Peer.connect(to: tap.port)
      await client.receive(5_000_000)
      try await client.reset()
      let connection = try await tap.connection()
      #expect(connection.bytesFromServer >= 5_000_000)
      #expect(connection.dialogue.count == ConnectionAnalyzer.maximumDialogue && connection.omittedLines > 0)
      // Of 156,000 lines. Nobody begins TLS any more after so many, and looking at them would hold up the others.
      #expect(connection.omittedLines < 20_000)
      #expect(connection.ending == .reset(by: .client))
      #expect(connection.findings.map(\.id) == ["smtp.programSaidNothing"])
    }
    try await server.shutdown()
  }

  @Test("Where nobody reads what it tells, mail still passes, and what was missed is counted")
  func nobodyReads() async throws {
    let lines = (1...ConnectionAnalyzer.maximumDialogue).map { "NOOP \($0)\r\n" }.joined()
    let count = 2 + Tap.maximumWaitingEvents / ConnectionAnalyzer.maximumDialogue
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port, limit: count) { tap in
        for _ in 1...count {
          let client = try await Peer.connect(to: tap.port)
          let server = try await listener.next()
          try await client.send(lines)
          try await client.closeOutput()
          #expect(await server.waitForEnd() == .closed)
          #expect(server.received == Array(lines.utf8))
          server.close()
          #expect(await client.waitForEnd() == .closed)
        }
        await tap.tap.shutdown()
        #expect(tap.tap.tally.count == count)
        #expect(tap.tap.lostEvents > 0)
      }
    }
  }

  @Test("Connections that say nothing end with the tap, and each is told of")
  func silent() async throws {
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port) { tap in
        let clients = try await (Peer.connect(to: tap.port), Peer.connect(to: tap.port))
        _ = try await (listener.next(), listener.next())
        await tap.tap.shutdown()
        for _ in 1...2 {
          let connection = try await tap.connection()
          #expect(connection.ending == nil && connection.findings.map(\.id) == ["tap.nothingSaid"])
        }
        for client in [clients.0, clients.1] { #expect(await client.waitForEnd() != nil) }
        await #expect(throws: RunningTap.Ended.self) { try await tap.connection() }
      }
    }
  }

  @Test(
    "A tap whose server is the tap itself notices, instead of connecting without end",
    // On the last, connections of IPv4 come in with mapped addresses.
    arguments: ["127.0.0.1", "::"])
  func loop(host: String) async throws {
    let port = try await Self.freePort()
    var configuration = Tap.Configuration(upstream: .init(host: "127.0.0.1", port: port))
    configuration.listenHost = host
    configuration.listenPort = port
    configuration.connectionLimit = 200
    let tap = try await Tap.start(configuration)
    let client = try await Peer.connect(to: port)
    #expect(await client.waitForEnd() != nil)
    var seen: [Finding.ID] = []
    for await event in tap.events {
      guard case .ended(_, let connection) = event else { continue }
      seen += connection.findings.map(\.id)
      if seen.contains("tap.loop") { break }
    }
    #expect(seen.contains("tap.loop"))
    await tap.shutdown()
    #expect(tap.tally.count < 10)
  }

  @Test("That is noticed on the last connection, too, with which the listener has closed")
  func loopAtTheLimit() async throws {
    let port = try await Self.freePort()
    var configuration = Tap.Configuration(upstream: .init(host: "127.0.0.1", port: port))
    configuration.listenPort = port
    configuration.connectionLimit = 1
    let tap = try await Tap.start(configuration)
    let client = try await Peer.connect(to: port)
    #expect(await client.waitForEnd() != nil)
    await tap.shutdown()
    #expect(tap.tally.connections.flatMap(\.findings).map(\.id) == ["tap.loop"])
  }

  @Test("It ends by itself after so many connections, and takes no more")
  func limit() async throws {
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port, limit: 2) { tap in
        for _ in 1...2 {
          let client = try await Peer.connect(to: tap.port)
          try await listener.next().close()
          #expect(await client.waitForEnd() != nil)
          client.close()
          _ = try await tap.connection()
        }
        await #expect(throws: RunningTap.Ended.self) { try await tap.connection() }
        await #expect(throws: (any Error).self) { try await Peer.connect(to: tap.port) }
        #expect(tap.tap.tally.count == 2)
      }
    }
  }
}
