/// One passage of a message: its header is kept, its body is hashed and let go.
struct DKIMPass {
  let fields: [DKIMHeaderField]
  private let bodies: [DKIMBodyHash.Scope: DKIMBodyHash.Result]

  /// Reads `stream` to its end.
  /// - Parameter scopes: which hashes of the body are wanted; asked for once the header is known.
  /// - Throws: ``MIMEError/Code/headerTooLong``, or what the stream throws.
  init(
    _ stream: MessageStream, scopes: ([DKIMHeaderField]) -> Set<DKIMBodyHash.Scope>
  ) throws(MIMEError) {
    var stream = stream
    var splitter = DKIMHeaderSplitter()
    var started: (fields: [DKIMHeaderField], hashes: [DKIMBodyHash])?
    func start() -> (fields: [DKIMHeaderField], hashes: [DKIMBodyHash]) {
      let fields = DKIMHeaderField.fields(of: splitter.header)
      return (fields, scopes(fields).map { DKIMBodyHash($0) })
    }
    while let chunk = try stream.next() {
      let body = try splitter.split(chunk)
      guard splitter.isComplete else { continue }
      var (fields, hashes) = started ?? start()
      started = nil
      for index in hashes.indices { hashes[index].update(body) }
      started = (fields, hashes)
    }
    let (fields, hashes) = started ?? start()
    self.fields = fields
    bodies = Dictionary(uniqueKeysWithValues: hashes.map { ($0.scope, $0.finish()) })
  }

  /// The hash of the body for one of the scopes that were asked for.
  func body(_ scope: DKIMBodyHash.Scope) -> DKIMBodyHash.Result? { bodies[scope] }
}
