/// Why a table of hellos cannot be read or written.
public struct HelloTableError: Error, Sendable, Hashable, CustomStringConvertible {
  private enum Code: Hashable {
    case notFound
    case unreadable(String)
    case unwritable(String)
    case tooLarge(limit: Int)
    case malformed(place: String, reason: String)
  }

  private let code: Code

  static let notFound = Self(code: .notFound)
  static func unreadable(_ reason: String) -> Self { Self(code: .unreadable(reason)) }
  static func unwritable(_ reason: String) -> Self { Self(code: .unwritable(reason)) }
  static func tooLarge(limit: Int) -> Self { Self(code: .tooLarge(limit: limit)) }
  static func malformed(at place: String, _ reason: String) -> Self {
    Self(code: .malformed(place: place, reason: reason))
  }

  /// Whether there is no such file.
  public var isNotFound: Bool { code == .notFound }

  public var description: String {
    switch code {
    case .notFound: "no such file"
    case .unreadable(let reason): "it cannot be read: \(reason)"
    case .unwritable(let reason): "it cannot be written: \(reason)"
    case .tooLarge(let limit): "it has more than \(limit) bytes, which no table of hellos has"
    case .malformed("", let reason): "it is no table of hellos: \(reason)"
    case .malformed(let place, let reason): "it is no table of hellos: \(place): \(reason)"
    }
  }
}
