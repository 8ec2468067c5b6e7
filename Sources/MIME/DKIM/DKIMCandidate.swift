/// A DKIM-Signature field on its way to a verdict. It does not pass until it is said to.
struct DKIMCandidate {
  /// Nil if it is none that could pass; ``result`` says why.
  let signature: DKIMSignature?
  private(set) var result: DKIMResult
  private let place: Int

  /// - Parameters:
  ///   - place: which of the header's fields it is.
  ///   - second: now, in seconds since 1970.
  init(_ field: DKIMHeaderField, at place: Int, second: Int) {
    self.place = place
    var result = DKIMResult(problem: DKIMProblem(.signatureMismatch, "it was not verified"))
    do throws(DKIMProblem) {
      let signature = try DKIMSignature(field, noting: &result)
      try signature.validate(atSecond: second)
      self.signature = signature
    } catch {
      signature = nil
      result.problem = error
    }
    self.result = result
  }

  /// Compares the hash of the body with the signed one.
  mutating func check(_ signature: DKIMSignature, _ body: DKIMBodyHash.Result?) throws(DKIMProblem) {
    guard let body else { throw DKIMProblem(.bodyChanged, "the body was not hashed") }
    result.unsignedBodyBytes = body.unsignedBytes
    guard body.reachesLimit else { throw DKIMProblem(.bodyChanged, "the body is shorter than l= says") }
    guard body.hash == signature.bodyHash else { throw DKIMProblem(.bodyChanged, "bh= is not the hash of the body") }
  }

  /// Compares the signature with the header, and passes it if it is right.
  mutating func check(
    _ signature: DKIMSignature, with record: DKIMKeyRecord, of fields: [DKIMHeaderField], acceptsUnsignedBody: Bool
  ) throws(DKIMProblem) {
    result.isTesting = record.isTesting
    result.keyBitCount = record.key.bitCount
    var others = fields
    others.remove(at: place)
    let hash = DKIMHeaderHash.compute(
      signature.signedFields, of: others, signature: signature.unsigned, form: signature.headerForm)
    guard record.key.isValid(signature.signature, for: hash) else {
      throw DKIMProblem(.signatureMismatch, "b= is not the signature of this header")
    }
    let signedAuthors = signature.signedFields.count { $0 == "from" }
    guard others.count(where: { $0.name == "from" }) <= signedAuthors else {
      throw DKIMProblem(.addedFrom, "the message has a From field that is not signed")
    }
    guard DKIMHeaderField.isWellFormed(fields) else {
      throw DKIMProblem(.malformedHeader, "the header has a line that is no field")
    }
    guard acceptsUnsignedBody || result.unsignedBodyBytes == 0 else {
      throw DKIMProblem(.unsignedBody, "l= leaves out \(result.unsignedBodyBytes) bytes of the body")
    }
    result.problem = nil
  }

  /// Ends with a problem.
  mutating func fail(_ problem: DKIMProblem) {
    result.problem = problem
  }
}
