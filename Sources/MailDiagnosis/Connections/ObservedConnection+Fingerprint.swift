extension ObservedConnection {
  /// The names by which other tools know the client's hello; `nil` without one.
  public var fingerprint: ClientFingerprint? { clientHello.map { ClientFingerprint($0) } }

  /// Looks the client's hello up, once it is known, and keeps what came of it in ``library``.
  public mutating func identify(with table: HelloTable = .recorded) {
    library = clientHello.flatMap { table.guess(for: $0) }
  }
}
