/// The shape of a hello, and what sent it.
public struct RecordedHello: Sendable, Hashable {
  /// What sent a hello: a library of some version, in some program with some settings.
  ///
  /// It is written with commas between its parts, such as `OpenSSL 3.0.19, openssl s_client, TLS 1.0 only`.
  public struct Source: Sendable, Hashable {
    /// Such as `OpenSSL`.
    public let library: String
    /// Such as `3.0.19`; empty where it is not known.
    public let version: String
    /// Such as `Python 3.11`; empty where it is not known.
    public let program: String
    /// What the program was told beyond its defaults; empty for those.
    public let settings: String

    public init(library: String, version: String = "", program: String = "", settings: String = "") {
      self.library = library
      self.version = version
      self.program = program
      self.settings = settings
    }
  }

  public let source: Source
  /// When it was recorded, such as `2026-11-25`.
  public let recorded: String
  public var shape: HelloShape
  /// Whether the client puts its extensions into another order each time, as browsers do.
  public var isShuffled: Bool

  public init(source: Source, recorded: String, shape: HelloShape, isShuffled: Bool = false) {
    self.source = source
    self.recorded = recorded
    self.shape = shape
    self.isShuffled = isShuffled
  }
}

extension RecordedHello.Source {
  /// The most characters that a part may have.
  static let maximumLength = 80

  /// Reads a library, a program and settings with commas between them; what follows the library may be left out.
  /// A last word of the library that begins with a digit is its version.
  ///
  /// `nil` without a library, for a part of more than 80 characters, and for one that cannot be printed.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
      .map { $0.split(separator: " ").joined(separator: " ") }
    guard let first = parts.first else { return nil }
    let words = first.split(separator: " ")
    let hasVersion = words.count > 1 && words.last?.first?.isNumber == true
    self.init(
      library: words.dropLast(hasVersion ? 1 : 0).joined(separator: " "),
      version: hasVersion ? words.last.map(String.init) ?? "" : "",
      program: parts.count > 1 ? parts[1] : "", settings: parts.count > 2 ? parts[2] : "")
    guard isUsable else { return nil }
  }

  var isUsable: Bool {
    !library.isEmpty
      && [library, version, program, settings].allSatisfy { $0.count <= Self.maximumLength && $0 == $0.printable }
  }

  /// The library with as much of its version as tells its hellos from another's, such as `OpenSSL 3.0`.
  var family: String {
    release.isEmpty ? library : "\(library) \(release)"
  }

  /// The first two numbers of the version.
  var release: String {
    version.split(separator: ".").prefix(2).joined(separator: ".")
  }
}

extension RecordedHello.Source: CustomStringConvertible {
  public var description: String {
    [version.isEmpty ? library : "\(library) \(version)", program, settings].filter { !$0.isEmpty }
      .joined(separator: ", ")
  }
}

extension RecordedHello.Source: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    if left.library != right.library { return left.library < right.library }
    let versions = (left.version.releaseNumbers, right.version.releaseNumbers)
    if versions.0 != versions.1 { return versions.0.lexicographicallyPrecedes(versions.1) }
    return (left.version, left.program, left.settings) < (right.version, right.program, right.settings)
  }
}

extension String {
  /// `3.0.19` as 3, 0 and 19.
  fileprivate var releaseNumbers: [Int] {
    split { !$0.isASCII || !$0.isNumber }.map { Int($0) ?? .max }
  }
}
