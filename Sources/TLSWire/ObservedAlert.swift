/// An alert and the side that sent it in the clear.
public struct ObservedAlert: Sendable, Hashable {
  public let from: TLSEndpoint
  public let alert: TLSAlert

  public init(from: TLSEndpoint, alert: TLSAlert) {
    self.from = from
    self.alert = alert
  }
}
