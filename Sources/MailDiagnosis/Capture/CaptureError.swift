/// Why a capture cannot be read.
public struct CaptureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of error it is. Kinds may be added.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Value: String {
      case notFound
      case unreadable
      case notACapture
      case unsupported
      case noPermission
      case noSuchInterface
      case interrupted
      case system
    }

    private let value: Value

    private init(_ value: Value) {
      self.value = value
    }

    /// There is no such file.
    public static let notFound = Code(.notFound)
    /// The file is there, and cannot be read.
    public static let unreadable = Code(.unreadable)
    /// The file is no capture: it is empty, a text, or something else.
    public static let notACapture = Code(.notACapture)
    /// The file is a capture of a kind that cannot be read: compressed, or of a link type that carries no IP.
    public static let unsupported = Code(.unsupported)
    /// This user may not capture.
    public static let noPermission = Code(.noPermission)
    public static let noSuchInterface = Code(.noSuchInterface)
    /// The reading was cut off before there was anything to tell.
    public static let interrupted = Code(.interrupted)
    /// The system refused for a reason of its own.
    public static let system = Code(.system)

    public var description: String { value.rawValue }
  }

  public let code: Code
  /// One sentence without a full stop, with what to do where something can be done.
  public let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
