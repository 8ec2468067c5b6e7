public import TLSWire

/// The names by which other tools know a client's hello.
///
/// They say nothing about what was negotiated. The same library with other settings has other fingerprints, and two
/// programs can share one.
///
/// ```swift
/// let fingerprint = ClientFingerprint(hello)
/// print(fingerprint.ja4)  // t13d1516h2_8daaf6152771_e5627efa2ab1
/// ```
public struct ClientFingerprint: Sendable, Hashable {
  /// Salesforce's JA3: the MD5 of ``ja3Text``, 32 hexadecimal digits.
  ///
  /// Browsers that shuffle their extensions have another one each time.
  public let ja3: String
  /// What ``ja3`` is the hash of: version, cipher suites, extensions, groups and point formats, in decimal.
  public let ja3Text: String
  /// FoxIO's JA4 of a TLS client over TCP, such as `t13d1516h2_8daaf6152771_e5627efa2ab1`.
  public let ja4: String
  /// What ``ja4`` shortens: the lists behind its two hashes.
  public let ja4Text: String

  public init(_ hello: ClientHello) {
    self.init(HelloShape(hello))
  }

  public init(_ shape: HelloShape) {
    ja3Text = shape.ja3Text
    ja3 = Self.ja3(of: ja3Text)
    (ja4, ja4Text) = Self.ja4(of: shape)
  }
}

extension ClientFingerprint: Encodable {
  private enum CodingKeys: String, CodingKey {
    case ja3, ja3Text, ja4, ja4Text
  }
}
