/// The fields of a header in their order; names are compared without regard to case.
public struct HeaderFields: Sendable, Hashable {
  private var fields: [HeaderField]

  /// Makes a header of the given fields.
  public init(_ fields: [HeaderField] = []) {
    self.fields = fields
  }

  /// The value of the first field with this name.
  public subscript(name: String) -> String? { first(named: name)?.value }

  /// The first field with this name.
  public func first(named name: String) -> HeaderField? {
    let wanted = name.asciiLowercased
    return fields.first { $0.name.asciiLowercased == wanted }
  }

  /// All fields with this name, in their order.
  public func all(named name: String) -> [HeaderField] {
    let wanted = name.asciiLowercased
    return fields.filter { $0.name.asciiLowercased == wanted }
  }

  /// Adds a field at the end.
  public mutating func append(_ field: HeaderField) {
    fields.append(field)
  }

  /// Adds a field at the end.
  /// - Throws: ``MIMEError/Code/invalidHeader``, as ``HeaderField/init(name:value:)`` does.
  public mutating func append(name: String, value: String) throws(MIMEError) {
    fields.append(try HeaderField(name: name, value: value))
  }

  /// Puts one field in the place of all that have its name: where the first of them was, or at the end.
  /// - Throws: ``MIMEError/Code/invalidHeader``, as ``HeaderField/init(name:value:)`` does.
  public mutating func set(name: String, value: String) throws(MIMEError) {
    let field = try HeaderField(name: name, value: value)
    let wanted = name.asciiLowercased
    let place = fields.firstIndex { $0.name.asciiLowercased == wanted } ?? fields.count
    fields.insert(field, at: place)
    let kept = fields.enumerated().filter { $0.offset == place || $0.element.name.asciiLowercased != wanted }
    fields = kept.map(\.element)
  }

  /// Removes all fields with this name.
  public mutating func remove(named name: String) {
    let unwanted = name.asciiLowercased
    fields.removeAll { $0.name.asciiLowercased == unwanted }
  }
}

extension HeaderFields: RandomAccessCollection {
  public var startIndex: Int { fields.startIndex }
  public var endIndex: Int { fields.endIndex }
  public subscript(position: Int) -> HeaderField { fields[position] }
}

extension HeaderFields: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: HeaderField...) {
    self.init(elements)
  }
}
