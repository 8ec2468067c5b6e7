public import TLSWire

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// Hellos whose senders are known, by which a hello of an unknown one is recognised.
///
/// ```swift
/// if let guess = HelloTable.recorded.guess(for: hello) {
///   print(guess)  // OpenSSL 3.0, exactly the hello recorded from curl 7.88
/// }
/// ```
public struct HelloTable: Sendable {
  /// Sorted by their sources, each of which is there once.
  public private(set) var hellos: [RecordedHello]
  /// Where in ``hellos`` those are that a hello can be the same as, and those that it can be like.
  private(set) var sameAs: [HelloShape: [Int]] = [:]
  private(set) var likes: [HelloLikeness: [Int]] = [:]
  /// The releases of each library, sorted: there is a guess for every connection of a capture.
  private(set) var releases: [String: [String]] = [:]

  /// Of two hellos with the same source, the later one stays.
  public init(_ hellos: some Sequence<RecordedHello> = []) {
    let bySource = Dictionary(hellos.map { ($0.source, $0) }) { $1 }
    self.hellos = bySource.values.sorted { $0.source < $1.source }
    for (index, hello) in self.hellos.enumerated() {
      sameAs[hello.shape.sortedIdentity, default: []].append(index)
      likes[HelloLikeness(hello.shape), default: []].append(index)
      let (library, release) = (hello.source.library, hello.source.release)
      if releases[library]?.contains(release) != true { releases[library, default: []].append(release) }
    }
  }

  /// This table and another; where both have a source, the other's hello stays.
  public func merging(_ other: HelloTable) -> HelloTable {
    HelloTable(hellos + other.hellos)
  }

  /// Adds a hello, in the place of what was recorded from the same source.
  ///
  /// A hello that differs from the one before it only in the order of its extensions marks its source as one that
  /// shuffles them: record such a client twice.
  ///
  /// - Returns: what is in the table now.
  @discardableResult
  public mutating func record(
    _ hello: ClientHello, as source: RecordedHello.Source, on date: Date = Date()
  ) -> RecordedHello {
    var recorded = RecordedHello(
      source: source, recorded: date.formatted(.iso8601.year().month().day()), shape: HelloShape(hello))
    if let earlier = hellos.first(where: { $0.source == source }),
      earlier.shape.sortedIdentity == recorded.shape.sortedIdentity
    {
      recorded.isShuffled = earlier.isShuffled || earlier.shape.identity != recorded.shape.identity
    }
    self = HelloTable(hellos + [recorded])
    return recorded
  }
}
