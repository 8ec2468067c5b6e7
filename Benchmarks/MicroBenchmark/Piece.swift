/// A piece of work that is measured.
struct Piece: Sendable {
  let name: String
  /// How many bytes go through it each time.
  let bytes: Int
  /// Does it so many times.
  let work: @Sendable (Int) -> Void
  /// The name of the piece that does the least that such work can do.
  var reference: String?
}
