/// What is asked of the server about delivery status notifications (DSN, RFC 3461), for a whole message.
///
///     var options = DeliveryOptions()
///     options.dsn = DSNRequest(notification: [.success, .failure], envelopeID: try EnvelopeID("order-4711"))
public struct DSNRequest: Sendable, Hashable {
  /// How much of the message comes back with a notification of failure (section 4.3, `RET`).
  public enum Content: String, Sendable, Hashable, CaseIterable {
    case full = "FULL"
    case headers = "HDRS"
  }

  /// Nil leaves it to the server.
  public var content: Content?
  public var envelopeID: EnvelopeID?
  /// For recipients that have no ``RecipientOptions/notification`` of their own; nil leaves it to the server, which tells of
  /// failures.
  public var notification: DeliveryNotification?
  /// Whether a server that does not offer DSN gets no message. If not, it gets the message without the request.
  public var isRequired: Bool

  public init(
    content: Content? = nil, notification: DeliveryNotification? = nil, envelopeID: EnvelopeID? = nil,
    isRequired: Bool = true
  ) {
    self.content = content
    self.notification = notification
    self.envelopeID = envelopeID
    self.isRequired = isRequired
  }

  /// The parameters of MAIL.
  var parameters: [ESMTPParameter] {
    var parameters: [ESMTPParameter] = []
    if let content { parameters.append(ESMTPParameter(trusted: "RET", content.rawValue)) }
    if let envelopeID { parameters.append(envelopeID.parameter) }
    return parameters
  }
}

extension DSNRequest.Content {
  /// Reads the value of a `RET` parameter.
  init(parsing value: String?) throws(EnvelopeSyntaxError) {
    guard let content = value.flatMap({ Self(rawValue: $0.utf8.asciiUppercased) }) else {
      throw .init("Syntax: RET=FULL or RET=HDRS")
    }
    self = content
  }
}

/// Of what the sender wants to hear (RFC 3461 section 4.1, `NOTIFY`). The empty set stands for `NEVER`: not even failures.
public struct DeliveryNotification: OptionSet, Sendable, Hashable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The message was delivered.
  public static let success = DeliveryNotification(rawValue: 1 << 0)
  /// The message could not be delivered.
  public static let failure = DeliveryNotification(rawValue: 1 << 1)
  /// The message has been waiting for long.
  public static let delay = DeliveryNotification(rawValue: 1 << 2)
  public static let never: DeliveryNotification = []

  private static let names: [(condition: DeliveryNotification, name: String)] = [
    (.success, "SUCCESS"), (.failure, "FAILURE"), (.delay, "DELAY"),
  ]

  /// Reads the value of a `NOTIFY` parameter.
  init(parsing value: String?) throws(EnvelopeSyntaxError) {
    self = .never
    let words = (value ?? "").utf8.asciiUppercased.split(separator: ",", omittingEmptySubsequences: false)
    guard words != ["NEVER"] else { return }
    for word in words {
      guard let condition = Self.names.first(where: { $0.name == word })?.condition else {
        throw .init("Syntax: NOTIFY=NEVER, or SUCCESS, FAILURE and DELAY with commas")
      }
      insert(condition)
    }
  }

  var parameter: ESMTPParameter {
    let names = Self.names.filter { contains($0.condition) }.map(\.name)
    return ESMTPParameter(trusted: "NOTIFY", names.isEmpty ? "NEVER" : names.joined(separator: ","))
  }
}
