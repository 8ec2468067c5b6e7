extension RecordedHello: Codable {
  private enum CodingKeys: String, CodingKey {
    case library, version, program, settings, recorded, ja3, ja4, shuffled, hello
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String { try container.decodeIfPresent(String.self, forKey: key) ?? "" }
    self.init(
      source: Source(
        library: try container.decode(String.self, forKey: .library), version: try text(.version),
        program: try text(.program), settings: try text(.settings)),
      recorded: try text(.recorded),
      shape: try container.decode(HelloShape.self, forKey: .hello),
      isShuffled: try container.decodeIfPresent(Bool.self, forKey: .shuffled) ?? false)
    guard source.isUsable, recorded.count <= Source.maximumLength, recorded == recorded.printable else {
      throw DecodingError.dataCorruptedError(
        forKey: .library, in: container,
        debugDescription: "a name is empty, has more than \(Source.maximumLength) characters or cannot be printed")
    }
    // A list that was edited by hand no longer goes with the names that stand beside it.
    let fingerprint = ClientFingerprint(shape)
    for (key, actual) in [(CodingKeys.ja3, fingerprint.ja3), (.ja4, fingerprint.ja4)] {
      guard let stated = try container.decodeIfPresent(String.self, forKey: key), stated != actual else { continue }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container, debugDescription: "the hello has \(actual), not \(stated)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let fingerprint = ClientFingerprint(shape)
    try container.encode(source.library, forKey: .library)
    for (key, text) in [
      (CodingKeys.version, source.version), (.program, source.program), (.settings, source.settings),
      (.recorded, recorded),
    ] where !text.isEmpty {
      try container.encode(text, forKey: key)
    }
    try container.encode(fingerprint.ja3, forKey: .ja3)
    try container.encode(fingerprint.ja4, forKey: .ja4)
    if isShuffled { try container.encode(true, forKey: .shuffled) }
    try container.encode(shape, forKey: .hello)
  }
}
