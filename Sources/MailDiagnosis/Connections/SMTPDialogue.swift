import NIOCore
import TLSWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Follows an SMTP dialogue from outside: the bytes of both sides go in, what they said comes out, and with it the
/// place where TLS begins.
///
/// Nothing that a person wrote comes out: credentials are redacted, and a message's data is known by its size only.
struct SMTPDialogue: Sendable {
  enum Event: Sendable, Hashable {
    case line(DialogueLine)
    case askedForTLS
    /// What STARTTLS was answered with.
    case answeredTLS(String)
    /// Whether EHLO's reply named STARTTLS.
    case capabilities(offersTLS: Bool)
    /// Credentials crossed in clear.
    case credentials
    /// A message began to cross in clear.
    case message
    /// Bytes that belong to TLS.
    case tls(ByteBuffer, TLSEndpoint)
  }

  /// What a reply is awaited for.
  enum Command: Sendable {
    case greeting, hello, startTLS, authentication, data, other
  }

  enum Mode: Sendable {
    case lines
    /// The next line answers a challenge (RFC 4954, section 4).
    case response
    /// A message's data; how many bytes of CRLF "." CRLF have come.
    case data(matched: Int, size: Int)
    /// A chunk of BDAT (RFC 3030), of which so many bytes are to come.
    case chunk(missing: Int)
    case tls
  }

  struct Side: Sendable {
    var mode = Mode.lines
    var fragment = ByteBuffer()
    /// The bytes of an overlong line, or of what a gap cut in two, up to its end.
    var discarded: Int?
    /// Whether a part of a message's data was not seen: its end may have been in it.
    var hasLostData = false
  }

  /// Far beyond the 512 bytes of RFC 5321, section 4.5.3.1.
  static let maximumLine = 8192
  private static let maximumPending = 1024

  var client = Side()
  var server = Side()
  /// The commands whose replies have not come, the oldest first.
  var pending: [Command] = [.greeting]
  /// Whether replies can be matched to commands.
  var isSynchronized: Bool
  private var offersTLS = false
  /// Whether anything was said that is SMTP.
  private(set) var hasSpoken = false
  private(set) var events: [Event] = []

  init(beginsInTheMiddle: Bool) {
    isSynchronized = !beginsInTheMiddle
  }

  mutating func takeEvents() -> [Event] {
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }

  mutating func receive(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) {
    var bytes = bytes
    while bytes.readableBytes > 0 {
      switch self[endpoint].mode {
      case .tls:
        events.append(.tls(bytes, endpoint))
        return
      case .data(let matched, let size):
        readData(&bytes, matched: matched, size: size)
      case .chunk(let missing):
        let count = min(missing, bytes.readableBytes)
        bytes.moveReaderIndex(forwardBy: count)
        client.mode = count < missing ? .chunk(missing: missing - count) : .lines
      case .lines, .response:
        readLine(&bytes, from: endpoint)
      }
    }
  }

  /// Takes note of bytes that were not seen.
  mutating func lose(_ count: Int, from endpoint: TLSEndpoint) {
    switch self[endpoint].mode {
    case .tls:
      break
    case .data:
      self[endpoint].hasLostData = true
    case .chunk(let missing):
      self[endpoint].mode = count < missing ? .chunk(missing: missing - count) : .lines
    case .lines, .response:
      self[endpoint].fragment.clear()
      self[endpoint].discarded = 0
      self[endpoint].mode = .lines
      isSynchronized = false
      pending.removeAll()
    }
  }

  private mutating func readLine(_ bytes: inout ByteBuffer, from endpoint: TLSEndpoint) {
    if beginsTLS(bytes, from: endpoint) {
      var whole = self[endpoint].fragment
      whole.writeImmutableBuffer(bytes)
      bytes.moveReaderIndex(to: bytes.writerIndex)
      self[endpoint] = Side(mode: .tls)
      events.append(.tls(whole, endpoint))
      return
    }
    guard let length = bytes.lengthOfLine else {
      keep(&bytes, from: endpoint)
      return
    }
    guard var line = bytes.readSlice(length: length) else { return }
    if let discarded = self[endpoint].discarded {
      self[endpoint].discarded = nil
      self[endpoint].fragment.clear()
      events.append(.line(DialogueLine(from: endpoint, text: "(\(discarded + length) bytes of a line)")))
      return
    }
    if self[endpoint].fragment.readableBytes > 0 {
      var whole = self[endpoint].fragment
      self[endpoint].fragment.clear()
      whole.writeBuffer(&line)
      line = whole
    }
    let text = Array(line.readableBytesView.dropLast().trimmingReturn)
    switch endpoint {
    case .client: handleCommand(text)
    case .server: handleReply(text)
    }
  }

  /// Keeps what has no line end yet.
  private mutating func keep(_ bytes: inout ByteBuffer, from endpoint: TLSEndpoint) {
    let count = bytes.readableBytes
    if let discarded = self[endpoint].discarded {
      self[endpoint].discarded = discarded + count
    } else if self[endpoint].fragment.readableBytes + count > Self.maximumLine {
      self[endpoint].discarded = self[endpoint].fragment.readableBytes + count
      self[endpoint].fragment.clear()
    } else {
      self[endpoint].fragment.writeBuffer(&bytes)
      return
    }
    bytes.moveReaderIndex(to: bytes.writerIndex)
  }

  /// No line of SMTP begins as a TLS record does.
  private func beginsTLS(_ bytes: ByteBuffer, from endpoint: TLSEndpoint) -> Bool {
    guard self[endpoint].discarded ?? 0 == 0, self[endpoint].fragment.readableBytes <= 1 else { return false }
    let start = self[endpoint].fragment.readableBytesView.first.map { [$0] } ?? []
    let header = start + bytes.readableBytesView.prefix(2 - start.count)
    return header.count == 2 && (0x14...0x17).contains(header[0]) && header[1] == 0x03
  }

  private mutating func readData(_ bytes: inout ByteBuffer, matched: Int, size: Int) {
    let mark: [UInt8] = [0x0D, 0x0A, 0x2E, 0x0D, 0x0A]
    var matched = matched
    let used = bytes.withUnsafeReadableBytes { pointer -> Int in
      for (index, byte) in pointer.enumerated() {
        if byte == mark[matched] {
          matched += 1
        } else {
          matched = byte == 0x0D ? 1 : 0
        }
        if matched == mark.count { return index + 1 }
      }
      return pointer.count
    }
    bytes.moveReaderIndex(forwardBy: used)
    guard matched == mark.count else {
      client.mode = .data(matched: matched, size: size + used)
      return
    }
    client.mode = .lines
    say("(a message of \(size + used) bytes)", from: .client)
    expect(.other)
  }

  private mutating func say(_ text: String, from endpoint: TLSEndpoint) {
    events.append(.line(DialogueLine(from: endpoint, text: text)))
  }

  private mutating func expect(_ command: Command) {
    guard isSynchronized else { return }
    guard pending.count < Self.maximumPending else {
      isSynchronized = false
      pending.removeAll()
      return
    }
    pending.append(command)
  }

  subscript(endpoint: TLSEndpoint) -> Side {
    get {
      switch endpoint {
      case .client: client
      case .server: server
      }
    }
    _modify {
      switch endpoint {
      case .client: yield &client
      case .server: yield &server
      }
    }
  }
}

extension SMTPDialogue {
  /// The verbs whose lines are shown: no password begins with one of them and a space.
  private static let verbs: Set<String> = [
    "EHLO", "HELO", "LHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "HELP", "VRFY",
    "EXPN", "ETRN",
  ]

  private mutating func handleCommand(_ line: [UInt8]) {
    if case .response = client.mode {
      client.mode = .lines
      let isCancelled = line == [UInt8(ascii: "*")]
      if !isCancelled { events.append(.credentials) }
      say(isCancelled ? "*" : "[redacted]", from: .client)
      return
    }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 1)
    let verb = words.first.map { $0.uppercased() } ?? ""
    guard Self.verbs.contains(verb) else {
      say("(\(line.count) bytes that are no command)", from: .client)
      expect(.other)
      return
    }
    hasSpoken = true
    let argument = words.count > 1 ? words[1] : ""
    switch verb {
    case "AUTH":
      let parts = argument.split(separator: " ")
      // Without an initial response the credentials come later, if the server lets them.
      if parts.count > 1 { events.append(.credentials) }
      let mechanism = parts.first.map { [Self.shown(Array($0.utf8))] } ?? []
      say((["AUTH"] + mechanism + (parts.count > 1 ? ["[redacted]"] : [])).joined(separator: " "), from: .client)
      expect(.authentication)
    case "STARTTLS":
      say("STARTTLS", from: .client)
      events.append(.askedForTLS)
      expect(.startTLS)
    default:
      say(Self.shown(line), from: .client)
      switch verb {
      case "EHLO", "LHLO": expect(.hello)
      case "DATA": expect(.data)
      case "BDAT":
        events.append(.message)
        expect(.other)
        if let size = argument.split(separator: " ").first.flatMap({ Int($0) }), size > 0 {
          client.mode = .chunk(missing: size)
        }
      default: expect(.other)
      }
    }
  }

  private mutating func handleReply(_ line: [UInt8]) {
    let text = Self.shown(line)
    say(text, from: .server)
    let code = line.prefix(3)
    guard code.count == 3, code.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text.prefix(3)) else {
      return
    }
    hasSpoken = true
    if pending.first == .hello, text.dropFirst(4).split(separator: " ").first?.uppercased() == "STARTTLS" {
      offersTLS = true
    }
    guard line.count == 3 || line[3] != UInt8(ascii: "-") else { return }
    if case .data = client.mode, client.hasLostData {
      client = Side()
      return
    }
    if isSynchronized, !pending.isEmpty {
      settle(pending.removeFirst(), code: number, text)
    } else if number == 334 || number == 354 {
      settle(number == 334 ? .authentication : .data, code: number, text)
    }
  }

  private mutating func settle(_ command: Command, code: Int, _ text: String) {
    switch command {
    case .greeting, .other:
      break
    case .hello:
      if code == 250 { events.append(.capabilities(offersTLS: offersTLS)) }
      offersTLS = false
    case .startTLS:
      events.append(.answeredTLS(text))
      guard code == 220 else { return }
      let rest = (client.fragment, server.fragment)
      client = Side(mode: .tls)
      server = Side(mode: .tls)
      if rest.0.readableBytes > 0 { events.append(.tls(rest.0, .client)) }
    case .authentication:
      guard code == 334 else { return }
      if isSynchronized { pending.insert(.authentication, at: 0) }
      client.mode = .response
    case .data:
      guard code == 354 else { return }
      events.append(.message)
      client.mode = .data(matched: 2, size: 0)
    }
  }

  /// What is shown of a line: printable, and no longer than a line of SMTP may be.
  private static func shown(_ line: [UInt8]) -> String {
    String(decoding: line.prefix(512), as: UTF8.self).printable
  }
}

extension ByteBuffer {
  /// How many bytes there are up to the first line feed, and with it.
  fileprivate var lengthOfLine: Int? {
    withUnsafeReadableBytes { bytes in
      guard let start = bytes.baseAddress, let end = memchr(start, 0x0A, bytes.count) else { return nil }
      return UnsafeRawPointer(end) - start + 1
    }
  }
}

extension BidirectionalCollection<UInt8> {
  /// Without the carriage return at its end.
  fileprivate var trimmingReturn: SubSequence {
    last == 0x0D ? dropLast() : self[...]
  }
}
