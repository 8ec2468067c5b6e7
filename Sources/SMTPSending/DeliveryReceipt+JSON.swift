import SMTPCore
import TLSWire

extension DeliveryReceipt: Encodable {
  private enum CodingKeys: String, CodingKey {
    case outcome, reply, queueID, recipients, tls, timings, bytes, attempts, notes
    case isConnectionReused = "reused"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(reply, forKey: .reply)
    try container.encode(queueID, forKey: .queueID)
    try container.encode(recipients, forKey: .recipients)
    try container.encode(tls, forKey: .tls)
    try container.encode(timings, forKey: .timings)
    try container.encode(bytes, forKey: .bytes)
    try container.encode(attempts, forKey: .attempts)
    try container.encode(isConnectionReused, forKey: .isConnectionReused)
    try container.encode(notes, forKey: .notes)
  }
}

extension DeliveryReceipt.Recipient: Encodable {
  private enum CodingKeys: String, CodingKey {
    case address, outcome, reply
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(address, forKey: .address)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(reply, forKey: .reply)
  }
}

extension DeliveryReceipt.Attempt: Encodable {
  private enum CodingKeys: String, CodingKey {
    case delay, outcome, phase, reply, failure, tls
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(delay.inSeconds, forKey: .delay)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(failedPhase, forKey: .phase)
    try container.encode(reply, forKey: .reply)
    try container.encode(failure, forKey: .failure)
    try container.encode(tls, forKey: .tls)
  }
}

extension Timings: Encodable {
  private enum CodingKeys: String, CodingKey {
    case connect, tls, auth, transfer
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(connect?.inSeconds, forKey: .connect)
    try container.encode(tls?.inSeconds, forKey: .tls)
    try container.encode(authentication?.inSeconds, forKey: .auth)
    try container.encode(transfer?.inSeconds, forKey: .transfer)
  }
}

extension Duration {
  /// Seconds, to the microsecond, as receipts and traces have them.
  var inSeconds: Double {
    (self / .microseconds(1)).rounded() / 1_000_000
  }
}
