import NIOConcurrencyHelpers
import NIOCore
import TLSWire
import TestSupport
import Testing

@testable import MailDiagnosis

@Suite("A tap passes on", .serialized, .timeLimit(.minutes(1)))
struct TapPassingTests {
  /// A recorded handshake with an SMTP dialogue before it, and something encrypted after it.
  private static func script(_ name: String) throws -> [Recording.Piece] {
    let lines: [(TLSEndpoint, String)] = [
      (.server, "220 mail.example.com ESMTP\r\n"), (.client, "EHLO client.example.com\r\n"),
      (.server, "250-mail.example.com\r\n250 STARTTLS\r\n"), (.client, "STARTTLS\r\n"), (.server, "220 go\r\n"),
    ]
    let dialogue = lines.map { Recording.Piece(from: $0.0, bytes: ByteBuffer(string: $0.1)) }
    return dialogue + (try Recording(name).pieces)
  }

  private static func bytes(of script: [Recording.Piece], from side: TLSEndpoint) -> [UInt8] {
    script.filter { $0.from == side }.flatMap { Array($0.bytes.readableBytesView) }
  }

  @Test(
    "recorded handshakes byte for byte in both directions, also with reads of one byte, and says what was agreed",
    arguments: [
      ("tls10-rsa", TLSVersion.tls10), ("tls11-ecdhe", .tls11), ("tls12-ecdhe", .tls12), ("tls13", .tls13),
      ("tls13-retry", .tls13), ("tls12-resumed-ticket", .tls12),
    ], [nil, 1, 7])
  func identity(recording: (name: String, version: TLSVersion), readLimit: Int?) async throws {
    let script = try Self.script(recording.name)
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port, readLimit: readLimit) { tap in
        let client = try await Peer.connect(to: tap.port)
        let server = try await listener.next()
        var sent: [TLSEndpoint: Int] = [:]
        for piece in script {
          let (from, to) = piece.from == .client ? (client, server) : (server, client)
          let bytes = Array(piece.bytes.readableBytesView)
          try await from.send(bytes)
          sent[piece.from, default: 0] += bytes.count
          await to.receive(sent[piece.from] ?? 0)
        }
        try await client.closeOutput()
        #expect(await server.waitForEnd() == .closed)
        try await server.closeOutput()
        #expect(await client.waitForEnd() == .closed)
        #expect(server.received == Self.bytes(of: script, from: .client))
        #expect(client.received == Self.bytes(of: script, from: .server))
        let connection = try await tap.connection()
        #expect(connection.version == recording.version && connection.isHandshakeComplete)
        #expect(connection.bytesFromClient == server.count && connection.bytesFromServer == client.count)
        #expect(connection.ending == .closed(by: .client))
        #expect(connection.opening == .startTLS && connection.tls?.serverName == "mail.example.com")
      }
    }
  }

  /// Of the sizes some are a little more than the system's buffers hold between the tap and a client that does not read.
  @Test(
    "what comes after the program has shut its sending side, also where it is slow to read",
    arguments: Array(stride(from: 3_840_000, through: 4_480_000, by: 80_000)))
  func halfClose(size: Int) async throws {
    let answer = Array(String(repeating: "a line of 20 bytes\r\n", count: size / 20).utf8)
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port) { tap in
        let client = try await Peer.connect(to: tap.port, reads: false)
        let server = try await listener.next()
        try await client.send("QUIT\r\n")
        try await client.closeOutput()
        #expect(await server.waitForEnd() == .closed)
        #expect(server.received == Array("QUIT\r\n".utf8))
        // The client has read nothing when the server ends: what waits for it in the tap must not be dropped. Time is
        // told by another connection.
        try await server.send(answer)
        server.close()
        let clock = try await (Peer.connect(to: tap.port), listener.next())
        for tick in 1...200 {
          try await clock.0.send("x")
          await clock.1.receive(tick)
        }
        try await client.startReading()
        #expect(await client.waitForEnd() == .closed)
        #expect(client.received == answer)
        #expect(try await tap.connection().ending == .closed(by: .client))
      }
    }
  }

  @Test("a server's end too, after which the program goes on to send")
  func serverHalfClose() async throws {
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port) { tap in
        let client = try await Peer.connect(to: tap.port)
        let server = try await listener.next()
        try await server.send("421 bye\r\n")
        try await server.closeOutput()
        #expect(await client.waitForEnd() == .closed)
        try await client.send("QUIT\r\n")
        client.close()
        await server.receive(6)
        #expect(server.received == Array("QUIT\r\n".utf8) && client.received == Array("421 bye\r\n".utf8))
        #expect(try await tap.connection().ending == .closed(by: .server))
      }
    }
  }

  @Test("a reset as a reset, whichever side it is", arguments: [TLSEndpoint.client, .server])
  func reset(side: TLSEndpoint) async throws {
    try await PeerListener.with { listener in
      try await RunningTap.with(upstream: listener.port) { tap in
        let client = try await Peer.connect(to: tap.port)
        let server = try await listener.next()
        try await server.send("220 mail.example.com\r\n")
        await client.receive(22)
        let (from, to) = side == .client ? (client, server) : (server, client)
        try await from.reset()
        #expect(await to.waitForEnd() == .reset)
        #expect(try await tap.connection().ending == .reset(by: side))
      }
    }
  }

  @Test("what the program sent before there was a server to take it")
  func early() async throws {
    try await PeerListener.with(accepts: false) { listener in
      let queued = try await Peer.connect(to: listener.port)
      try await RunningTap.with(upstream: listener.port) { tap in
        let client = try await Peer.connect(to: tap.port)
        try await client.send("EHLO x\r\n")
        try await client.closeOutput()
        try await tap.event { if case .observed(_, .line) = $0 { () } else { nil } }
        try await listener.beginAccepting()
        _ = try await listener.next()
        queued.close()
        let server = try await listener.next()
        #expect(await server.waitForEnd() == .closed)
        #expect(server.received == Array("EHLO x\r\n".utf8))
        server.close()
        #expect(await client.waitForEnd() == .closed)
      }
    }
  }

  @Test("many connections at once, to each its own bytes, also where their readers are slow")
  func manyAtOnce() async throws {
    let count = 16
    let size = 3 << 20
    try await PeerListener.with(reads: false) { listener in
      try await RunningTap.with(upstream: listener.port) { tap in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<count {
            let client = try await Peer.connect(to: tap.port, reads: false)
            let server = try await listener.next()
            for (peer, byte) in [(client, UInt8(number)), (server, UInt8(128 + number))] {
              group.addTask {
                try await peer.send([UInt8](repeating: byte, count: size))
                try await peer.closeOutput()
              }
            }
            group.addTask {
              for (peer, byte) in [(client, UInt8(128 + number)), (server, UInt8(number))] {
                try await peer.startReading()
                #expect(await peer.waitForEnd() == .closed)
                #expect(peer.received == [UInt8](repeating: byte, count: size))
              }
            }
          }
          try await group.waitForAll()
        }
        for _ in 1...count { #expect(try await tap.connection().bytesFromClient == size) }
      }
    }
  }

  @Test("no more than a slow reader takes: it stops reading, and goes on where the reader does")
  func slowReader() async throws {
    // More than the buffers of the system hold for two connections.
    let chunk = [UInt8](repeating: 0x78, count: 1 << 20)
    let limit = 200
    try await PeerListener.with(reads: false, keepsBytes: false) { listener in
      try await RunningTap.with(upstream: listener.port) { tap in
        let client = try await Peer.connect(to: tap.port)
        let server = try await listener.next()
        let clock = try await (Peer.connect(to: tap.port), listener.next())
        try await clock.1.startReading()
        let sent = NIOLockedValueBox(0)
        let sending = Task {
          for _ in 0..<limit {
            try await client.send(chunk)
            sent.withLockedValue { $0 += 1 }
          }
        }
        // Time is told by another connection through the same tap.
        var before = -1
        var ticks = 0
        while before != sent.withLockedValue({ $0 }) {
          before = sent.withLockedValue { $0 }
          for _ in 0..<200 {
            ticks += 1
            try await clock.0.send("x")
            await clock.1.receive(ticks)
          }
        }
        #expect(before > 0 && before < limit, "\(before) MiB were taken of a program whose server reads nothing")
        try await server.startReading()
        try await sending.value
        await server.receive(limit << 20)
        #expect(server.count == limit << 20)
        client.close()
        clock.0.close()
      }
    }
  }
}
