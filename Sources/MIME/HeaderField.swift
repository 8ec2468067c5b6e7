/// One field of a header: a name and a value without line breaks.
public struct HeaderField: Sendable, Hashable {
  /// The name as it was given; compare names without regard to case.
  public let name: String

  /// The value, unfolded. It may have text beyond ASCII, which is written as encoded words.
  public let value: String

  /// Makes a field.
  /// - Throws: ``MIMEError/Code/invalidHeader`` if the name is not `[!-9;-~]+` or longer than 76 bytes, or if the value
  ///   has a control other than a tab: a line break in a value would begin a field of somebody else's choosing.
  public init(name: String, value: String) throws(MIMEError) {
    guard !name.isEmpty, name.utf8.allSatisfy(\.isFieldNameText) else {
      throw MIMEError(code: .invalidHeader, reason: "\(name.excerpt) is not the name of a field")
    }
    guard name.utf8.count <= 76 else {
      throw MIMEError(code: .invalidHeader, reason: "the name \(name.excerpt) has more than 76 bytes")
    }
    if let (scalar, place) = value.firstControl {
      throw MIMEError(
        code: .invalidHeader, reason: "the value of \(name) has the control \(scalar.codePoint) at character \(place)")
    }
    self.init(uncheckedName: name, value: value)
  }

  /// Keeps a field that was read from a message, whatever its value has.
  init(uncheckedName name: String, value: String) {
    self.name = name
    self.value = value
  }
}

extension HeaderField: CustomStringConvertible {
  public var description: String { "\(name): \(value)" }
}
