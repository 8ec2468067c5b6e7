/// Which TLS library a hello comes from, as far as hellos that were recorded tell.
///
/// It is a guess: a program can imitate another's hello, and a library that was never recorded can share one.
public struct LibraryGuess: Sendable, Hashable {
  /// How sure it is.
  public enum Certainty: String, Sendable, Hashable, Codable {
    /// Its lists are those of a recorded hello, code by code and in the same order.
    case exact
    /// It differs from a recorded one in what programs commonly set.
    case like
  }

  /// The libraries in one phrase, such as `GnuTLS 3.7` or `OpenSSL 3.0 to 3.3`: a range has every release in it that was
  /// recorded.
  public let name: String
  /// Library and release, such as `OpenSSL 3.0`, sorted; more than one where they share what was seen.
  public let libraries: [String]
  /// The programs from which the very same hello was recorded, sorted; empty where only the library is recognised.
  public let programs: [String]
  public let certainty: Certainty

}

extension LibraryGuess: CustomStringConvertible {
  /// One phrase, such as `OpenSSL 3.0, exactly the hello recorded from curl 7.88`.
  public var description: String {
    switch certainty {
    case .exact where programs.isEmpty: "\(name), exactly a hello that was recorded"
    case .exact: "\(name), exactly the hello recorded from \(programs.joined(separator: ", "))"
    case .like: "like \(name), with settings that were not recorded"
    }
  }
}

extension LibraryGuess: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, certainty, libraries, programs
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(certainty, forKey: .certainty)
    try container.encode(libraries, forKey: .libraries)
    try container.encode(programs, forKey: .programs)
  }
}
