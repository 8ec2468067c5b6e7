/// Why a sandbox cannot be set up or waited for.
public struct SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
  private enum Code: Hashable {
    case noCertificateName
    case notLoopback(host: String)
    case rejectShare(Double)
    case profileWithoutTLS(String)
    case nothingToReject(String)
    case shutDown
    case cannotWrite(path: String, reason: String)
  }

  private let code: Code

  /// A certificate was asked for without a name that its kind can use.
  public static let noCertificateName = Self(code: .noCertificateName)

  /// The host to listen on is not a loopback address, and nobody allowed that.
  public static func notLoopback(host: String) -> Self { Self(code: .notLoopback(host: host)) }

  /// The share of connections to reject is not between 0 and 1.
  public static func rejectShare(_ share: Double) -> Self { Self(code: .rejectShare(share)) }

  /// Connections were to begin with TLS, which the profile does not have.
  public static func profileWithoutTLS(_ name: String) -> Self { Self(code: .profileWithoutTLS(name)) }

  /// A share of the connections below a TLS version was to be rejected, but the profile accepts none below it.
  public static func nothingToReject(profile: String) -> Self { Self(code: .nothingToReject(profile)) }

  /// The sandbox was shut down before what was waited for happened.
  public static let shutDown = Self(code: .shutDown)

  /// A message could not be stored in the directory.
  public static func cannotWrite(path: String, reason: String) -> Self {
    Self(code: .cannotWrite(path: path, reason: reason))
  }

  public var description: String {
    switch code {
    case .noCertificateName:
      "a certificate needs a name, and a wildcard one a domain name of three labels, such as mail.example.com"
    case .notLoopback(let host):
      "\(host) is not a loopback address: a sandbox keeps whatever it is sent, so listening there must be allowed explicitly"
    case .rejectShare(let share): "the share of connections to reject must be between 0 and 1, not \(share)"
    case .profileWithoutTLS(let name): "the profile \(name) has no TLS, so connections cannot begin with it"
    case .nothingToReject(let name):
      "the profile \(name) accepts no TLS version that is old enough to be turned away: let it accept TLS 1.0 or 1.1"
    case .shutDown: "the sandbox was shut down"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}
