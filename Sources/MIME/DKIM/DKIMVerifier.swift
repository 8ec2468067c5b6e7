#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// Verifies the DKIM signatures of messages (RFC 6376, section 6, with RFC 8301, RFC 8463 and RFC 8616).
///
/// It does not ask the DNS itself:
///
/// ```swift
/// let verifier = DKIMVerifier { name in
///   try await resolver.textRecords(of: name)
/// }
/// let verification = try await verifier.verify(StoredMessage(file: "received.eml"))
/// print(verification.passed.compactMap(\.domain))
/// ```
public struct DKIMVerifier: Sendable {
  /// Gives the TXT records at a name such as `mail2026._domainkey.example.com`: each as one text, its strings joined
  /// without a blank. None if there are none or the name does not exist. What it throws means that the answer is not
  /// known now.
  public typealias KeyLookup = @Sendable (_ name: String) async throws -> [String]

  /// The most records at one name that are tried. There should be one (RFC 6376, section 3.6.2.2).
  private static let maximumRecords = 4

  /// The most signatures that are looked at, from the top: each may cost a look-up. 10 unless set.
  public var maximumSignatures = 10

  /// Whether a signature may pass that leaves the end of the body unsigned (`l=`): ``DKIMResult/unsignedBodyBytes`` tells how much.
  /// False unless set, since a reader may be shown nothing but what somebody added there.
  public var acceptsUnsignedBody = false

  private let lookUpKeys: KeyLookup

  /// Makes a verifier that finds keys with `lookUpKeys`, which is asked once for each key of a message, one after the
  /// other.
  public init(lookUpKeys: @escaping KeyLookup) {
    self.lookUpKeys = lookUpKeys
  }

  /// Verifies a message, which is read once, to its end; none of its body is kept.
  ///
  /// A signature whose body hash does not fit is not looked up.
  /// - Parameters:
  ///   - content: verified as it would be sent.
  ///   - date: what `x=` is compared with.
  /// - Throws: ``MIMEError/Code/headerTooLong`` for a header beyond ``StoredMessage/maximumHeaderSize``, or what reading
  ///   the message throws. What is wrong with a signature is in its result.
  public func verify(
    _ content: some MessageContent, at date: Date = Date()
  ) async throws(MIMEError) -> DKIMVerification {
    try await verify(try content.makeStream(), at: date)
  }

  /// Verifies a message in memory, whatever it is made of.
  ///
  /// Its lines are those that ``ParsedMessage`` finds, whose line ends are taken for CRLF: a CR alone ends none, unless there is no
  /// LF at all. A message that is sent has none such; one that is given as ``MessageContent`` is verified as it would be sent.
  public func verify(bytes: [UInt8], at date: Date = Date()) async throws(MIMEError) -> DKIMVerification {
    try await verify(MessageStream([ReadLines.segment(bytes)]), at: date)
  }

  /// Verifies a message from the beginning of its stream.
  public func verify(_ stream: MessageStream, at date: Date = Date()) async throws(MIMEError) -> DKIMVerification {
    let now = Self.second(date)
    var candidates: [DKIMCandidate] = []
    var signatureCount = 0
    let pass = try DKIMPass(stream) { fields in
      let places = fields.indices.filter { fields[$0].name == "dkim-signature" }
      signatureCount = places.count
      candidates = places.prefix(max(0, maximumSignatures)).map { DKIMCandidate(fields[$0], at: $0, second: now) }
      return Set(candidates.compactMap(\.signature?.body))
    }
    var keys = KeyCache(lookUpKeys)
    var results: [DKIMResult] = []
    for var candidate in candidates {
      await judge(&candidate, of: pass, with: &keys)
      results.append(candidate.result)
    }
    return DKIMVerification(results: results, unexaminedSignatures: signatureCount - results.count)
  }

  /// The second that a date is in; far dates are the ends of time.
  private static func second(_ date: Date) -> Int {
    Int(exactly: date.timeIntervalSince1970.rounded(.down)) ?? (date.timeIntervalSince1970 < 0 ? .min : .max)
  }
}

extension DKIMVerifier {
  /// The records that were looked up for one message.
  private struct KeyCache {
    private let lookUp: KeyLookup
    private var known: [String: Result<[String], DKIMProblem>] = [:]

    init(_ lookUp: @escaping KeyLookup) {
      self.lookUp = lookUp
    }

    mutating func records(at name: String) async throws(DKIMProblem) -> [String] {
      if let known = known[name] { return try known.get() }
      let found: Result<[String], DKIMProblem>
      do {
        found = .success(try await lookUp(name))
      } catch {
        found = .failure(DKIMProblem(.keyUnavailable, "\(name): \(String(describing: error).excerpt)"))
      }
      known[name] = found
      return try found.get()
    }
  }

  private func judge(
    _ candidate: inout DKIMCandidate, of pass: DKIMPass, with keys: inout KeyCache
  ) async {
    guard let signature = candidate.signature else { return }
    do throws(DKIMProblem) {
      try candidate.check(signature, pass.body(signature.body))
      var problem = DKIMProblem(.noKey, "there is no TXT record at \(signature.keyName)")
      for (index, record) in try await keys.records(at: signature.keyName).prefix(Self.maximumRecords).enumerated() {
        do throws(DKIMProblem) {
          return try candidate.check(
            signature, with: DKIMKeyRecord(record, for: signature), of: pass.fields,
            acceptsUnsignedBody: acceptsUnsignedBody)
        } catch {
          // A record that is something else tells less than one that is a key.
          if index == 0 || problem.code == .malformedKey { problem = error }
        }
      }
      throw problem
    } catch {
      candidate.fail(error)
    }
  }
}
