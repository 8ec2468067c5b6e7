import Crypto

/// The hash that is signed: over the chosen fields and the signature field itself (RFC 6376, section 3.7).
enum DKIMHeaderHash {
  /// - Parameters:
  ///   - names: what `h=` lists, in lower case and in its order.
  ///   - fields: those of the message, without the signature field.
  ///   - signature: the signature field with an empty `b=`.
  static func compute(
    _ names: [String], of fields: [DKIMHeaderField], signature: DKIMHeaderField, form: DKIMCanonicalization
  ) -> SHA256Digest {
    var hash = SHA256()
    for field in select(names, from: fields) { hash.update(data: field.canonical(form)) }
    var last = signature.canonical(form)
    if last.suffix(2) == [.carriageReturn, .lineFeed] { last.removeLast(2) }
    hash.update(data: last)
    return hash.finalize()
  }

  /// Each name takes the last field that has it and was not taken yet (RFC 6376, section 5.4.2). A name that finds none
  /// stands for a field that must not be there, and adds nothing.
  static func select(_ names: [String], from fields: [DKIMHeaderField]) -> [DKIMHeaderField] {
    var places: [String: [Int]] = [:]
    for (index, field) in fields.enumerated() { places[field.name, default: []].append(index) }
    return names.compactMap { name in places[name]?.popLast().map { fields[$0] } }
  }
}
