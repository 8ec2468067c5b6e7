public import TLSWire

/// Why a server cannot be started.
public struct SMTPServerError: Error, Sendable, Hashable, CustomStringConvertible {
  private enum Code: Hashable {
    case certificateMissing
    case invalidVersionRange(minimum: TLSVersion, maximum: TLSVersion)
    case noLocalAddress
  }

  private let code: Code

  /// The configuration asks for TLS, and no certificate was given.
  public static let certificateMissing = Self(code: .certificateMissing)

  /// The minimum is above the maximum, or one of them is none of TLS 1.0 to 1.3.
  public static func invalidVersionRange(minimum: TLSVersion, maximum: TLSVersion) -> Self {
    Self(code: .invalidVersionRange(minimum: minimum, maximum: maximum))
  }

  /// The system did not say which address the server listens on.
  public static let noLocalAddress = Self(code: .noLocalAddress)

  public var description: String {
    switch code {
    case .certificateMissing: "the server is to speak TLS, but was given no certificate"
    case .invalidVersionRange(let minimum, let maximum): "no TLS version lies between \(minimum) and \(maximum)"
    case .noLocalAddress: "the system did not say which address the server listens on"
    }
  }
}
