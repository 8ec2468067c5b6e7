/// A DKIM-Signature field that was read (RFC 6376, section 3.5) and found to be one that can be verified.
struct DKIMSignature {
  /// The seconds since 1970 of `t=` and `x=`.
  struct Times {
    let timestamp: Int?
    let expiration: Int?
  }

  let algorithm: DKIMAlgorithm
  let domain: DKIMName
  let selector: DKIMName
  let identity: DKIMIdentity
  /// In lower case.
  let signedFields: [String]
  let headerForm: DKIMCanonicalization
  let body: DKIMBodyHash.Scope
  let bodyHash: [UInt8]
  let signature: [UInt8]
  let times: Times
  /// The field as it was when it was signed: with an empty `b=`.
  let unsigned: DKIMHeaderField

  /// Where the key is.
  var keyName: String { "\(selector.ascii)._domainkey.\(domain.ascii)" }

  /// Reads a field by the rules of RFC 6376, section 6.1.1, and notes in `result` what it learns on the way.
  init(_ field: DKIMHeaderField, noting result: inout DKIMResult) throws(DKIMProblem) {
    let tags = try Self.tags(of: field)
    let (domain, selector) = (tags["d"].flatMap { DKIMName($0) }, tags["s"].flatMap { DKIMName($0) })
    result.domain = domain?.ascii
    result.selector = selector?.ascii
    guard try Self.required("v", of: tags) == "1" else {
      throw DKIMProblem(.unsupportedSignature, "v= is not 1")
    }
    for name in ["a", "b", "bh", "d", "h", "s"] { _ = try Self.required(name, of: tags) }
    guard let domain else { throw DKIMProblem(.malformedSignature, "d= is not a domain") }
    guard let selector else { throw DKIMProblem(.malformedSignature, "s= is not a selector") }
    self.domain = domain
    self.selector = selector
    identity = try Self.identity(tags, domain)
    result.identity = identity.text
    times = try Self.times(tags)
    result.note(times)
    signedFields = try Self.signedFields(tags)
    result.signedFields = signedFields
    algorithm = try Self.algorithm(tags)
    result.algorithm = algorithm
    let forms = try Self.forms(tags)
    headerForm = forms.header
    body = DKIMBodyHash.Scope(form: forms.body, limit: try Self.number("l", of: tags))
    bodyHash = try Self.base64("bh", of: tags)
    signature = try Self.base64("b", of: tags)
    try Self.requireKeyInDNS(tags)
    guard let range = tags.tags.first(where: { $0.name == "b" })?.range else {
      throw DKIMProblem(.malformedSignature, "b= is missing")
    }
    unsigned = DKIMHeaderField((field.bytes[..<range.lowerBound] + field.bytes[range.upperBound...])[...])
  }

  /// Checks what a later moment or another policy would judge otherwise.
  func validate(atSecond now: Int) throws(DKIMProblem) {
    if let expiration = times.expiration, now > expiration {
      throw DKIMProblem(.expired, "it held until \(expiration) seconds after 1970, and it is \(now)")
    }
  }
}

extension DKIMSignature {
  private static func tags(of field: DKIMHeaderField) throws(DKIMProblem) -> DKIMTagList {
    do throws(DKIMTagList.Failure) {
      return try DKIMTagList(field.value)
    } catch {
      throw DKIMProblem(.malformedSignature, error.reason)
    }
  }

  private static func required(_ name: String, of tags: DKIMTagList) throws(DKIMProblem) -> String {
    guard let value = tags[name], !value.isEmpty else { throw DKIMProblem(.malformedSignature, "\(name)= is missing") }
    return value
  }

  private static func identity(_ tags: DKIMTagList, _ domain: DKIMName) throws(DKIMProblem) -> DKIMIdentity {
    guard let encoded = tags.compact("i") else { return DKIMIdentity(of: domain) }
    guard let identity = DKIMIdentity(encoded) else { throw DKIMProblem(.malformedSignature, "i= is not an identity") }
    guard identity.domain.isWithin(domain) else {
      throw DKIMProblem(.foreignIdentity, "i= is \(identity.text.excerpt), which is not within \(domain.ascii)")
    }
    return identity
  }

  private static func times(_ tags: DKIMTagList) throws(DKIMProblem) -> Times {
    let times = Times(timestamp: try number("t", of: tags), expiration: try number("x", of: tags))
    if let start = times.timestamp, let end = times.expiration, end <= start {
      throw DKIMProblem(.malformedSignature, "x= is not later than t=")
    }
    return times
  }

  private static func signedFields(_ tags: DKIMTagList) throws(DKIMProblem) -> [String] {
    let names = (tags.members("h") ?? []).map(\.asciiLowercased)
    guard names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isFieldNameText) }) else {
      throw DKIMProblem(.malformedSignature, "h= is not a list of field names")
    }
    guard names.contains("from") else { throw DKIMProblem(.unsignedFrom, "h= does not name From") }
    return names
  }

  private static func algorithm(_ tags: DKIMTagList) throws(DKIMProblem) -> DKIMAlgorithm {
    let name = try required("a", of: tags)
    guard name.asciiLowercased != "rsa-sha1" else {
      throw DKIMProblem(.historicAlgorithm, "rsa-sha1 may not be accepted any more")
    }
    guard let algorithm = DKIMAlgorithm(rawValue: name.asciiLowercased) else {
      throw DKIMProblem(.unsupportedSignature, "a= is \(name.excerpt)")
    }
    return algorithm
  }

  private static func forms(
    _ tags: DKIMTagList
  ) throws(DKIMProblem) -> (header: DKIMCanonicalization, body: DKIMCanonicalization) {
    let names = (tags["c"] ?? "simple").asciiLowercased.split(separator: "/", omittingEmptySubsequences: false)
    // RFC 6376, section 3.5: a form alone is that of the header.
    let forms = names.map { DKIMCanonicalization(rawValue: String($0)) } + (names.count == 1 ? [.simple] : [])
    guard forms.count == 2, let header = forms[0], let body = forms[1] else {
      throw DKIMProblem(.unsupportedSignature, "c= is \((tags["c"] ?? "").excerpt)")
    }
    return (header, body)
  }

  private static func requireKeyInDNS(_ tags: DKIMTagList) throws(DKIMProblem) {
    guard let methods = tags.members("q") else { return }
    guard methods.contains(where: { $0.asciiLowercased == "dns/txt" }) else {
      throw DKIMProblem(.unsupportedSignature, "q= is \((tags["q"] ?? "").excerpt)")
    }
  }

  /// A count; one beyond all counts is the greatest.
  private static func number(_ name: String, of tags: DKIMTagList) throws(DKIMProblem) -> Int? {
    guard let value = tags[name] else { return nil }
    guard (1...76).contains(value.utf8.count), value.utf8.allSatisfy(\.isASCIIDigit) else {
      throw DKIMProblem(.malformedSignature, "\(name)= is not a number")
    }
    return Int(value) ?? .max
  }

  private static func base64(_ name: String, of tags: DKIMTagList) throws(DKIMProblem) -> [UInt8] {
    guard let bytes = Base64.decode(tags.compact(name) ?? []), !bytes.isEmpty else {
      throw DKIMProblem(.malformedSignature, "\(name)= is not base64")
    }
    return bytes
  }
}
