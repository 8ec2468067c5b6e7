import MailDiagnosis

/// A connection that has ended, as a line of JSON.
struct TapConnection: Encodable {
  let number: Int
  let connection: ObservedConnection

  private enum CodingKeys: String, CodingKey {
    case event, number
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("connection", forKey: .event)
    try container.encode(number, forKey: .number)
    try connection.encode(to: encoder)
  }
}
