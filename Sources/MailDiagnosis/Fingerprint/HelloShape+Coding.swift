import TLSWire

/// Lists are written as they are on the wire, in hexadecimal, so that a change shows as one line.
extension HelloShape: Codable {
  private enum CodingKeys: String, CodingKey {
    case legacyVersion, cipherSuites, extensions, groups, pointFormats, signatureAlgorithms, versions, firstALPN, grease
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func codes(_ key: CodingKeys) throws -> [UInt16] { try container.decodeCodes(forKey: key, digits: 4) }
    func bytes(_ key: CodingKeys) throws -> [UInt8] { try container.decodeCodes(forKey: key, digits: 2) }
    self.init(
      legacyVersion: try container.decode(TLSVersion.self, forKey: .legacyVersion),
      cipherSuites: try codes(.cipherSuites), extensions: try codes(.extensions), groups: try codes(.groups),
      pointFormats: try bytes(.pointFormats), signatureAlgorithms: try codes(.signatureAlgorithms),
      versions: try codes(.versions), firstALPN: try bytes(.firstALPN),
      hasGREASE: try container.decodeIfPresent(Bool.self, forKey: .grease) ?? false)
    guard !cipherSuites.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .cipherSuites, in: container, debugDescription: "a hello has at least one cipher suite")
    }
  }

  /// A list that is empty is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(legacyVersion, forKey: .legacyVersion)
    for (key, codes) in [
      (CodingKeys.cipherSuites, cipherSuites), (.extensions, extensions), (.groups, groups),
      (.signatureAlgorithms, signatureAlgorithms), (.versions, versions),
    ] where !codes.isEmpty {
      try container.encode(codes.map(\.hexadecimal).joined(separator: " "), forKey: key)
    }
    for (key, bytes) in [(CodingKeys.pointFormats, pointFormats), (.firstALPN, firstALPN)] where !bytes.isEmpty {
      try container.encode(bytes.map { [$0].hexadecimal }.joined(separator: " "), forKey: key)
    }
    if hasGREASE { try container.encode(true, forKey: .grease) }
  }
}

extension KeyedDecodingContainer {
  /// Codes of so many hexadecimal digits, with spaces between them; none where the key is absent.
  fileprivate func decodeCodes<Code: FixedWidthInteger>(forKey key: Key, digits: Int) throws -> [Code] {
    let text = try decodeIfPresent(String.self, forKey: key) ?? ""
    return try text.split(separator: " ").map { word in
      guard word.count == digits, word.allSatisfy({ $0.isASCII && $0.isHexDigit }), let code = Code(word, radix: 16)
      else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: self, debugDescription: "\"\(word)\" is not a code of \(digits) hexadecimal digits")
      }
      return code
    }
  }
}
