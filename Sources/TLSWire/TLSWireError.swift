/// Bytes that are not a TLS handshake, or a handshake that cannot be right.
///
/// Switch on ``code``; more codes may come.
///
/// ```swift
/// if error.code == .notTLS, let text = error.plaintext {
///   print("expected TLS, got “\(text)”")
/// }
/// ```
public struct TLSWireError: Error, Sendable, Hashable {
  /// The kind of an error: short and stable, fit for a metric's label.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Value: String, Sendable {
      case notTLS, malformed, unexpectedMessage, illegalParameter, limitExceeded, downgradeSentinel, versionNotOffered
    }

    private let value: Value

    private init(_ value: Value) {
      self.value = value
    }

    /// The first bytes of a side cannot be a TLS record.
    public static let notTLS = Code(.notTLS)
    /// A record or a message breaks its own form: a length that lies, a part that is missing.
    public static let malformed = Code(.malformed)
    /// A message or a record that may not stand where it stood.
    public static let unexpectedMessage = Code(.unexpectedMessage)
    /// The server chose something that the client did not offer, or changed its mind.
    public static let illegalParameter = Code(.illegalParameter)
    /// More than this module is willing to read.
    public static let limitExceeded = Code(.limitExceeded)
    /// The server's random says that a better version was given up under the client's offer (RFC 8446, 4.1.3).
    public static let downgradeSentinel = Code(.downgradeSentinel)
    /// The server chose a version that the client did not offer.
    public static let versionNotOffered = Code(.versionNotOffered)

    public var description: String { value.rawValue }
  }

  private enum Detail: Sendable, Hashable {
    case bytes([UInt8])
    case text(String)
    case version(TLSVersion, offered: [TLSVersion])
  }

  public let code: Code
  /// The side whose bytes are wrong, where that is known.
  public let endpoint: TLSEndpoint?
  private let detail: Detail

  private init(_ code: Code, _ detail: Detail, from endpoint: TLSEndpoint?) {
    self.code = code
    self.detail = detail
    self.endpoint = endpoint
  }

  /// - Parameter firstBytes: how that side began; no more than 64 are kept.
  public static func notTLS(firstBytes: [UInt8], from endpoint: TLSEndpoint? = nil) -> TLSWireError {
    TLSWireError(.notTLS, .bytes(Array(firstBytes.prefix(64))), from: endpoint)
  }

  public static func malformed(_ what: String, from endpoint: TLSEndpoint? = nil) -> TLSWireError {
    TLSWireError(.malformed, .text(what), from: endpoint)
  }

  public static func unexpectedMessage(_ what: String, from endpoint: TLSEndpoint? = nil) -> TLSWireError {
    TLSWireError(.unexpectedMessage, .text(what), from: endpoint)
  }

  public static func illegalParameter(_ what: String, from endpoint: TLSEndpoint? = nil) -> TLSWireError {
    TLSWireError(.illegalParameter, .text(what), from: endpoint)
  }

  public static func limitExceeded(_ what: String, from endpoint: TLSEndpoint? = nil) -> TLSWireError {
    TLSWireError(.limitExceeded, .text(what), from: endpoint)
  }

  /// - Parameter version: what the server chose nevertheless.
  public static func downgradeSentinel(_ version: TLSVersion, offered: [TLSVersion]) -> TLSWireError {
    TLSWireError(.downgradeSentinel, .version(version, offered: offered), from: .server)
  }

  /// - Parameter version: what the server chose.
  public static func versionNotOffered(_ version: TLSVersion, offered: [TLSVersion]) -> TLSWireError {
    TLSWireError(.versionNotOffered, .version(version, offered: offered), from: .server)
  }

  /// The bytes with which a side began that does not speak TLS; empty for other errors.
  public var firstBytes: [UInt8] {
    switch detail {
    case .bytes(let bytes): bytes
    case .text, .version: []
    }
  }

  /// The version that the server chose, where the error is about that.
  public var version: TLSVersion? {
    switch detail {
    case .version(let version, offered: _): version
    case .bytes, .text: nil
    }
  }

  /// The first line of a side that speaks a text protocol instead of TLS, such as `220 mail.example.com ESMTP` or
  /// `EHLO client`; `nil` when the first bytes are not printable ASCII.
  public var plaintext: String? {
    let line = firstBytes.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
    guard !line.isEmpty, line.allSatisfy({ $0 == 0x09 || (0x20...0x7E).contains($0) }) else { return nil }
    return String(decoding: line, as: UTF8.self)
  }

  func attributed(to endpoint: TLSEndpoint) -> TLSWireError {
    TLSWireError(code, detail, from: self.endpoint ?? endpoint)
  }
}

extension TLSWireError: CustomStringConvertible {
  public var description: String {
    let side = endpoint.map { "the \($0)" } ?? "a side"
    switch detail {
    case .bytes(let bytes):
      if let plaintext { return "\(side) does not speak TLS here: it began with \"\(plaintext)\"" }
      let digits = bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
      return "\(side) does not speak TLS here: it began with the bytes \(digits)"
    case .text(let text):
      return "\(code) from \(side): \(text)"
    case .version(let version, let offered):
      let offer = offered.map(\.description).joined(separator: ", ")
      guard code == .downgradeSentinel else {
        return "\(side) chose \(version), which the client did not offer (it offered \(offer))"
      }
      return "\(side) chose \(version) and marked it as a downgrade, although the client offered \(offer)"
    }
  }
}
