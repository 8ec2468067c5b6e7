/// One of the two sides of a TLS connection.
public enum TLSEndpoint: String, Sendable, Hashable, Codable, CustomStringConvertible {
  case client
  case server

  /// The other side.
  public var peer: TLSEndpoint {
    switch self {
    case .client: .server
    case .server: .client
    }
  }

  public var description: String { rawValue }
}
