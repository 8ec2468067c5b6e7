import Foundation

/// A message as a server has written it to a Maildir: Postfix, Exim or OpenSMTPD, as they are set up here.
struct DeliveredMessage: Sendable {
  /// The value of Return-Path without its angle brackets.
  let envelopeSender: String
  /// The value of X-Original-To, of Envelope-To where Exim wrote it, or of Delivered-To.
  let recipient: String
  /// The Received field that the server added, unfolded.
  let received: String
  /// What the client sent, with CRLF at the ends of lines: all that follows the fields that the server put on top.
  var content: [UInt8] { Self.withNetworkLineEnds(body) }

  private let body: Data

  /// The queue ID in the Received field.
  var queueID: String? {
    // Before the ID there is a tab where Postfix made the message itself.
    received.firstMatch(of: /[ \t]id ([A-Za-z0-9-]+)/).map { String($0.1) }
  }

  /// The transmission type that was recorded, such as `ESMTPSA`; Exim's are in lower case.
  var transmission: String? {
    received.firstMatch(of: /[ \t]with ((?:utf8)?e?smtp[a-z]*)/.ignoresCase()).map { String($0.1) }
  }

  init(stored: Data) {
    var fields: [String: String] = [:]
    var rest = stored[...]
    let own = ["return-path", "x-original-to", "envelope-to", "delivered-to", "received"]
    while fields["received"] == nil, let (field, following) = Self.takeField(rest) {
      let parts = field.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, own.contains(parts[0].lowercased()) else { break }
      fields[parts[0].lowercased()] = parts[1]
      rest = following
    }
    envelopeSender = (fields["return-path"] ?? "").trimmingCharacters(in: CharacterSet(charactersIn: "<>"))
    recipient = fields["x-original-to"] ?? fields["envelope-to"] ?? fields["delivered-to"] ?? ""
    received = fields["received"] ?? ""
    body = rest
  }

  private static func takeField(_ data: Data) -> (String, rest: Data)? {
    var field = ""
    var rest = data
    repeat {
      guard let end = rest.firstIndex(of: 0x0A) else { return nil }
      field += String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
    } while rest.first == 0x20 || rest.first == 0x09
    return (field, rest)
  }

  private static func withNetworkLineEnds(_ data: Data) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count + data.count / 32)
    data.withUnsafeBytes { (stored: UnsafeRawBufferPointer) in
      var rest = stored[...]
      // memchr, because a loop over single bytes takes seconds for a large message in a debug build.
      while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
        let end = memchr(start, 0x0A, rest.count)
      {
        let line = rest.prefix(start.distance(to: UnsafeRawPointer(end)))
        bytes.append(contentsOf: line)
        bytes += [0x0D, 0x0A]
        rest = rest[(line.endIndex + 1)...]
      }
      bytes.append(contentsOf: rest)
    }
    return bytes
  }
}
