/// The extensions that a server offers; each can be switched off. STARTTLS, AUTH and SIZE follow from other settings.
public struct ServerExtensions: Sendable, Hashable {
  /// PIPELINING (RFC 2920).
  public var pipelining = true
  /// SIZE (RFC 1870).
  public var size = true
  /// 8BITMIME (RFC 6152).
  public var eightBitMIME = true
  /// CHUNKING: the BDAT command (RFC 3030).
  public var chunking = true
  /// BINARYMIME (RFC 3030); it is offered only together with CHUNKING.
  public var binaryMIME = false
  /// SMTPUTF8 (RFC 6531).
  public var smtpUTF8 = true
  /// DSN: NOTIFY, ORCPT, RET and ENVID (RFC 3461).
  public var deliveryStatusNotifications = true
  /// ENHANCEDSTATUSCODES (RFC 2034). Switched off, the session's own replies have none.
  public var enhancedStatusCodes = true
  /// REQUIRETLS (RFC 8689); it is offered and taken over TLS only.
  public var requireTLS = false
  /// DELIVERBY (RFC 2852), with the shortest time in seconds after which a message may be returned; 0 sets none, nil offers
  /// nothing.
  public var shortestDeliverBy: Int?
  /// FUTURERELEASE (RFC 4865), with how long messages are held; nil offers nothing.
  public var futureRelease: Capabilities.FutureRelease?
  /// MT-PRIORITY (RFC 6710).
  public var priorities = false
  /// LIMITS (RFC 9422). What is told here is held to, beside what else the session's configuration allows.
  public var limits = Capabilities.Limits()

  public init() {}
}
