extension ParsedMessage {
  /// What a server reports of a message that was sent; nil if this is no delivery status notification.
  public var deliveryStatus: DeliveryStatus? { root.ownParts.lazy.compactMap(DeliveryStatus.init).first }

  /// What a recipient's program reports of a message; nil if this is no message disposition notification.
  public var dispositionNotification: DispositionNotification? {
    root.ownParts.lazy.compactMap(DispositionNotification.init).first
  }
}
