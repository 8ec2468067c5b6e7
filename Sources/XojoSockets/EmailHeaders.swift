/// Header fields that an ``EmailMessage`` has besides those that it writes itself.
///
/// Names and values are checked when the message is sent. `To`, `Cc` and `Bcc` add recipients, and a Bcc is never written.
public struct EmailHeaders: Sendable, Hashable {
  struct Field: Sendable, Hashable {
    let name: String
    let value: String
  }

  private(set) var fields: [Field] = []

  public init() {}

  public mutating func addHeader(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  @available(*, deprecated, renamed: "addHeader(_:_:)")
  public mutating func appendHeader(_ name: String, _ value: String) {
    addHeader(name, value)
  }

  /// How many there are.
  public var count: Int { fields.count }

  /// The value of the first field with this name, in whatever case.
  public func value(_ name: String) -> String? {
    fields.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// The name that these had in API 1.0.
@available(*, deprecated, renamed: "EmailHeaders")
public typealias InternetHeaders = EmailHeaders
