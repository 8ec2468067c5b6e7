import NIOCore
import TLSWire

/// Names the parts of handshake messages, as far as the bytes go.
///
/// The parsers of hellos refuse what is not whole or not right; this reads on, so that a person can see where it ends
/// and what is wrong.
struct HelloReader {
  private(set) var fields: [HelloField] = []
  let bytes: [UInt8]
  private var position = 0
  /// Where the message ends, or the bytes do.
  private var end = 0
  /// Whether the bytes end before the message does.
  private var isCutOff = false
  /// Which field is the message's `supported_versions`.
  private var supportedVersions: Int?
  /// Whether the message asks for another ClientHello.
  private var isRetry = false

  init(_ messages: [UInt8]) {
    bytes = messages
    while position < bytes.count { readMessage() }
  }

  private mutating func readMessage() {
    end = bytes.count
    isCutOff = true
    isRetry = false
    let type = HandshakeType(rawValue: bytes[position])
    field(1, "handshake type") { "\(type) (\($0[0]))" }
    var length = 0
    guard
      field(
        3, "handshake length",
        { body in
          length = body.reduce(0) { $0 << 8 | Int($1) }
          return "\(length) bytes"
        })
    else { return }
    isCutOff = length > bytes.count - position
    end = isCutOff ? bytes.count : position + length
    switch type {
    case .clientHello: settleVersion { $0.readClientHello() }
    case .serverHello: settleVersion { $0.readServerHello() }
    default: break
    }
    if position < end {
      let isHello = type == .clientHello || type == .serverHello
      field(end - position, isHello ? "what follows" : "\(type)") {
        isHello ? "\($0.count) bytes that belong to nothing" : "\($0.count) bytes"
      }
    }
  }

  /// Reads a hello, and settles what decides its version: `supported_versions`, or without it the version field
  /// (RFC 8446, sections 4.1.2 and 4.2.1).
  private mutating func settleVersion(_ readHello: (inout HelloReader) -> Void) {
    let version = fields.count
    supportedVersions = nil
    readHello(&self)
    if let supportedVersions {
      fields[supportedVersions].isDecisive = true
      fields[version].value += ", but supported_versions decides"
    } else if isCutOff, fields.indices.contains(version) {
      fields[version].value += ", unless supported_versions came after what was cut off"
    } else if fields.indices.contains(version) {
      fields[version].isDecisive = true
    }
  }

  private mutating func readClientHello() {
    guard readVersion() else { return }
    guard field(32, "random", \.hexadecimal) else { return }
    guard readSessionID() else { return }
    guard
      vector(
        2, "cipher_suites",
        { body in
          HelloValue.list(body.readCodes()?.map(HelloValue.cipherSuite))
        })
    else { return }
    guard vector(1, "legacy_compression_methods", { HelloValue.list(HelloValue.compressions(&$0)) }) else { return }
    readExtensions(of: .client)
  }

  private mutating func readServerHello() {
    guard readVersion() else { return }
    guard readServerRandom() else { return }
    guard readSessionID() else { return }
    guard field(2, "cipher_suite", { HelloValue.cipherSuite(UInt16($0[0]) << 8 | UInt16($0[1])) }) else { return }
    guard field(1, "legacy_compression_method", { HelloValue.compression($0[0]) }) else { return }
    readExtensions(of: .server)
  }

  private mutating func readVersion() -> Bool {
    field(2, "legacy_version") { "\(TLSVersion(rawValue: UInt16($0[0]) << 8 | UInt16($0[1])))" }
  }

  private mutating func readSessionID() -> Bool {
    vector(1, "legacy_session_id") { body in
      body.readableBytes == 0 ? "empty" : "\(body.readableBytes) bytes: \(body.readableBytesView.hexadecimal)"
    }
  }

  private mutating func readServerRandom() -> Bool {
    let random = bytes[position..<min(end, position + 32)]
    if random.elementsEqual(ServerHello.helloRetryRequestRandom) {
      isRetry = true
      return field(32, "random") { _ in "the one that makes this a HelloRetryRequest (RFC 8446, section 4.1.3)" }
    }
    let sentinel: String
    switch random.count == 32 ? ServerHello.downgradeSentinel(endOf: random) : nil {
    case .tls12: sentinel = "DOWNGRD 01: the server knows TLS 1.3 and chose TLS 1.2"
    case .tls11OrBelow: sentinel = "DOWNGRD 00: the server knows TLS 1.2 or better and chose TLS 1.1 or below"
    case nil: return field(32, "random", \.hexadecimal)
    }
    return field(24, "random", \.hexadecimal) && field(8, "downgrade sentinel") { _ in sentinel }
  }
}

extension HelloReader {
  private mutating func readExtensions(of sender: TLSEndpoint) {
    guard position < end, readExtensionsLength() else { return }
    while position < end, readExtension(of: sender) {}
  }

  private mutating func readExtensionsLength() -> Bool {
    let remaining = end - position - 2
    let canBeWrong = !isCutOff
    return field(2, "extensions") { body in
      let length = Int(body[0]) << 8 | Int(body[1])
      let isWrong = canBeWrong && length != remaining
      return HelloValue.size(length) + (isWrong ? ", malformed: the message has \(remaining)" : "")
    }
  }

  private mutating func readExtension(of sender: TLSEndpoint) -> Bool {
    guard end - position >= 4 else { return field(4, "extension") { _ in "" } }
    let type = UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
    if type == TLSExtension.supportedVersions, supportedVersions == nil { supportedVersions = fields.count }
    let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
    let isRetry = isRetry
    return field(4 + length, IANARegistry.nameOfExtension(type)) { whole in
      HelloValue.ofExtension(type, ByteBuffer(bytes: whole.dropFirst(4)), from: sender, isRetry: isRetry)
    }
  }

  /// Names the next bytes; false where there are not so many.
  @discardableResult
  private mutating func field(_ count: Int, _ name: String, _ value: ([UInt8]) -> String) -> Bool {
    let range = position..<min(end, position + count)
    position = range.upperBound
    guard !range.isEmpty || count == 0 else { return false }
    let isWhole = range.count == count
    let text = isWhole ? value(Array(bytes[range])) : Self.shortage(of: count, has: range.count, isCutOff)
    if !range.isEmpty { fields.append(HelloField(range: range, name: name, value: text)) }
    return isWhole
  }

  /// Names a length of one or two bytes together with what it counts; false where there is not so much.
  private mutating func vector(_ lengthBytes: Int, _ name: String, _ value: (inout ByteBuffer) -> String) -> Bool {
    guard end - position >= lengthBytes else { return field(lengthBytes, name) { _ in "" } }
    let length = bytes[position..<position + lengthBytes].reduce(0) { $0 << 8 | Int($1) }
    return field(lengthBytes + length, name) { whole in
      var body = ByteBuffer(bytes: whole.dropFirst(lengthBytes))
      return value(&body)
    }
  }

  private static func shortage(of count: Int, has present: Int, _ isCutOff: Bool) -> String {
    isCutOff
      ? "cut off after \(present) of \(count) bytes" : "malformed: \(count) bytes, of which the message has \(present)"
  }
}
