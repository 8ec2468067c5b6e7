/// What a mechanism may know of the connection before it begins.
public struct SASLOffer: Sendable, Hashable {
  /// The mechanisms that the server lists, in upper case.
  public var mechanisms: [String]
  /// The data of tls-server-end-point, nil without TLS or where the certificate allows none.
  public var channelBinding: ChannelBinding?

  public init(mechanisms: [String], channelBinding: ChannelBinding? = nil) {
    self.mechanisms = mechanisms
    self.channelBinding = channelBinding
  }
}
