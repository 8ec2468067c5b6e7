public import TLSWire

/// What of a client's hello stays the same from one connection to the next: which codes it lists, and in what order.
///
/// The values that mean nothing (RFC 8701) are left out of all lists; whether there were any is kept, for only some
/// libraries send them.
public struct HelloShape: Sendable, Hashable {
  /// The version in the hello's own field, which clients of TLS 1.3 set to TLS 1.2.
  public var legacyVersion: TLSVersion
  /// In the client's order, as are all that follow.
  public var cipherSuites: [UInt16]
  public var extensions: [UInt16]
  /// `supported_groups` (RFC 8422, section 5.1.1).
  public var groups: [UInt16]
  /// `ec_point_formats` (RFC 8422, section 5.1.2).
  public var pointFormats: [UInt8]
  /// `signature_algorithms` (RFC 8446, section 4.2.3).
  public var signatureAlgorithms: [UInt16]
  /// `supported_versions` (RFC 8446, section 4.2.1).
  public var versions: [UInt16]
  /// The first protocol in `application_layer_protocol_negotiation` (RFC 7301); empty without one.
  public var firstALPN: [UInt8]
  /// Whether the client sent values that mean nothing.
  public var hasGREASE: Bool

  public init(
    legacyVersion: TLSVersion, cipherSuites: [UInt16], extensions: [UInt16] = [], groups: [UInt16] = [],
    pointFormats: [UInt8] = [], signatureAlgorithms: [UInt16] = [], versions: [UInt16] = [], firstALPN: [UInt8] = [],
    hasGREASE: Bool = false
  ) {
    self.legacyVersion = legacyVersion
    self.cipherSuites = cipherSuites
    self.extensions = extensions
    self.groups = groups
    self.pointFormats = pointFormats
    self.signatureAlgorithms = signatureAlgorithms
    self.versions = versions
    self.firstALPN = firstALPN
    self.hasGREASE = hasGREASE
  }
}
