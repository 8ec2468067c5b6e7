public import TLSWire

extension HelloTable {
  /// The libraries whose hello it is, or is like; `nil` where none that was recorded comes near.
  ///
  /// The server's name, application protocols, a session to be resumed and padding belong to the connection: they never
  /// count. A hello that is exactly a recorded one is told before others that it is like.
  public func guess(for hello: ClientHello) -> LibraryGuess? {
    guess(for: HelloShape(hello))
  }

  public func guess(for shape: HelloShape) -> LibraryGuess? {
    let identity = shape.identity
    let same = (sameAs[shape.sortedIdentity] ?? []).map { hellos[$0] }
      .filter { $0.isShuffled || $0.shape.identity == identity }
    if !same.isEmpty { return makeGuess(same, .exact) }
    let like = (likes[HelloLikeness(shape)] ?? []).map { hellos[$0] }.filter { $0.isLike(shape) }
    return like.isEmpty ? nil : makeGuess(like, .like)
  }
}

extension HelloTable {
  private func makeGuess(_ hellos: [RecordedHello], _ certainty: LibraryGuess.Certainty) -> LibraryGuess {
    let sources = hellos.map(\.source)
    let libraries = sources.map(\.library).uniqued
    return LibraryGuess(
      name: libraries.map { name(of: $0, in: sources) }.joined(separator: " or "),
      libraries: sources.map(\.family).uniqued,
      programs: certainty == .exact ? sources.map(\.program).filter { !$0.isEmpty }.sorted().uniqued : [],
      certainty: certainty)
  }

  /// A library with its releases: one, some, or a range of all that are in the table between two.
  private func name(of library: String, in sources: [RecordedHello.Source]) -> String {
    let releases = sources.filter { $0.library == library }.map(\.release).uniqued
    guard let first = releases.first, let last = releases.last, !first.isEmpty else { return library }
    let known = self.releases[library] ?? []
    if releases.count > 2, let start = known.firstIndex(of: first), known[start...].starts(with: releases) {
      return "\(library) \(first) to \(last)"
    }
    let others = releases.dropLast().joined(separator: ", ")
    return others.isEmpty ? "\(library) \(last)" : "\(library) \(others) or \(last)"
  }
}

extension Sequence where Element: Hashable {
  /// Each once, where it came first.
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension HelloShape {
  /// The hello without what belongs to the connection.
  var identity: HelloShape {
    var shape = self
    shape.extensions.removeAll { HelloExtension.ofTheConnection.contains($0) }
    shape.firstALPN = []
    return shape
  }

  /// The same with its extensions sorted, for clients that shuffle them.
  var sortedIdentity: HelloShape {
    var shape = identity
    shape.extensions.sort()
    return shape
  }

  /// The extensions that the library sends of its own, in their order.
  fileprivate var ownExtensions: [UInt16] {
    extensions.filter { !HelloExtension.ofTheProgram.contains($0) }
  }
}

/// What two hellos have to share so that one can be like the other.
struct HelloLikeness: Hashable {
  private let highestVersion: UInt16
  private let hasGREASE: Bool
  private let extensions: [UInt16]

  init(_ shape: HelloShape) {
    highestVersion = shape.versions.max() ?? shape.legacyVersion.rawValue
    hasGREASE = shape.hasGREASE
    extensions = shape.ownExtensions.sorted()
  }
}

extension RecordedHello {
  /// Whether a hello with the same likeness differs from this one only in what programs set.
  ///
  /// Of the three lists that tell libraries apart, cipher suites, groups and signature algorithms, a program seldom sets
  /// more than one. Suites may also be fewer, in the same order.
  fileprivate func isLike(_ other: HelloShape) -> Bool {
    guard isShuffled || shape.ownExtensions == other.ownExtensions, shape.pointFormats == other.pointFormats else {
      return false
    }
    let agreements = [
      shape.groups == other.groups && !shape.groups.isEmpty,
      shape.signatureAlgorithms == other.signatureAlgorithms && !shape.signatureAlgorithms.isEmpty,
      other.cipherSuites.count >= Self.fewestSuites && shape.cipherSuites.contains(inOrder: other.cipherSuites),
    ]
    return agreements.count { $0 } >= 2
  }

  /// An order of fewer suites than this many is no evidence.
  private static let fewestSuites = 5
}

extension [UInt16] {
  /// Whether all of these are among this list's, in the same order.
  fileprivate func contains(inOrder others: [UInt16]) -> Bool {
    var rest = self[...]
    for other in others {
      guard let index = rest.firstIndex(of: other) else { return false }
      rest = rest[(index + 1)...]
    }
    return true
  }
}
