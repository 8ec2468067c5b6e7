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

  public init() {}
}
