public import Foundation
public import SASL

/// An OAuth 2.0 access token, and how long it can be used.
public struct AccessToken: Sendable, Hashable {
  public let value: Secret
  /// Nil where that is not known: then the token serves the connections that were waiting for it, and the next asks anew.
  public let expiresAt: Date?

  public init(value: Secret, expiresAt: Date? = nil) {
    self.value = value
    self.expiresAt = expiresAt
  }
}
