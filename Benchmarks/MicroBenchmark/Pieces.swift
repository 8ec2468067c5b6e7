import BenchmarkSupport
import CCounters
import Foundation
import NIOCore
import SMTPCore
import TLSWire

enum Pieces {
  /// - Parameter fixtures: the folder of recorded handshakes.
  static func all(fixtures: URL) throws -> [Piece] {
    try replies + stuffing + evidence(fixtures)
  }

  // MARK: Replies

  private static let capabilities = [
    "250-mail.example.test", "250-PIPELINING", "250-SIZE 10240000", "250-VRFY", "250-ETRN", "250-ENHANCEDSTATUSCODES",
    "250-8BITMIME", "250-DSN", "250-SMTPUTF8", "250 CHUNKING",
  ].map { $0 + "\r\n" }.joined()

  private static let replies = [
    parse("reply of one line", "250 2.0.0 Ok: queued as 4Xy2Kq0Zr1z9vN7\r\n"),
    parse("reply to EHLO, 10 lines", capabilities),
    parse("replies to a flight of 3", "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n"),
    decode("text of one line as String", "250 2.0.0 Ok: queued as 4Xy2Kq0Zr1z9vN7\r\n"),
  ]

  private static func parse(_ name: String, _ text: String) -> Piece {
    let bytes = ByteBuffer(string: text)
    return Piece(
      name: name, bytes: bytes.readableBytes,
      work: { count in
        var parser = ReplyParser()
        for _ in 0..<count {
          parser.append(bytes)
          while let reply = try? parser.next() { counters_keep(UInt64(reply.code)) }
        }
      }, reference: "text of one line as String")
  }

  private static func decode(_ name: String, _ text: String) -> Piece {
    let bytes = ByteBuffer(string: text)
    return Piece(
      name: name, bytes: bytes.readableBytes,
      work: { count in
        for _ in 0..<count {
          let text = String(decoding: bytes.readableBytesView, as: UTF8.self)
          counters_keep(UInt64(text.utf8.count))
        }
      })
  }

  // MARK: Dot-stuffing

  private static let chunkSize = 65_536

  private static let stuffing = [
    stuff("dot-stuffing of 64 KiB, none needed", dotEvery: nil),
    stuff("dot-stuffing of 64 KiB, one line in 100", dotEvery: 100),
    stuff("dot-stuffing of 64 KiB, every line", dotEvery: 1),
    copy("memcpy of 64 KiB", chunkSize),
  ]

  private static func stuff(_ name: String, dotEvery interval: Int?) -> Piece {
    let line = [UInt8](repeating: UInt8(ascii: "a"), count: 76) + [0x0D, 0x0A]
    let dotted = [UInt8(ascii: ".")] + line.dropFirst()
    var bytes: [UInt8] = []
    var number = 0
    while bytes.count + line.count <= chunkSize {
      number += 1
      bytes += interval.map { number.isMultiple(of: $0) } == true ? dotted : line
    }
    let chunk = ByteBuffer(bytes: bytes)
    return Piece(
      name: name, bytes: chunk.readableBytes,
      work: { count in
        var stuffer = DotStuffer()
        for _ in 0..<count { counters_keep(UInt64(stuffer.stuff(chunk).readableBytes)) }
      }, reference: "memcpy of 64 KiB")
  }

  private static func copy(_ name: String, _ size: Int) -> Piece {
    let source = [UInt8](repeating: 1, count: size)
    return Piece(
      name: name, bytes: size,
      work: { count in
        var target = [UInt8](repeating: 0, count: size)
        source.withUnsafeBytes { from in
          target.withUnsafeMutableBytes { to in
            guard let from = from.baseAddress, let to = to.baseAddress else { return }
            for _ in 0..<count {
              memcpy(to, from, size)
              // Its address goes out, so that the copy is not left out.
              counters_keep(UInt64(UInt(bitPattern: to)))
            }
          }
        }
      })
  }

  // MARK: Evidence

  private static func evidence(_ fixtures: URL) throws -> [Piece] {
    try ["tls13": "TLS 1.3", "tls12-ecdhe": "TLS 1.2"].sorted { $0.key > $1.key }.flatMap { file, version in
      let script = try HandshakeScript(path: fixtures.appending(path: "\(file).txt").path)
      let pieces = script.pieces.map {
        (from: $0.isClient ? TLSEndpoint.client : .server, bytes: ByteBuffer(bytes: $0.bytes))
      }
      let size = pieces.map(\.bytes.readableBytes).reduce(0, +)
      let reference = "memcpy of that handshake, \(version)"
      return [
        Piece(
          name: "evidence of a handshake, \(version)", bytes: size,
          work: { count in
            for _ in 0..<count {
              var observer = HandshakeObserver()
              for piece in pieces where !observer.isFinished { observer.observe(piece.bytes, from: piece.from) }
              counters_keep(observer.evidence.version == nil ? 0 : 1)
            }
          }, reference: reference), copy(reference, size),
      ]
    }
  }
}
