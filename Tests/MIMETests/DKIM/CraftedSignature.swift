@testable import MIME

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A message with a signature field that our signer would never write, but which is right as such.
struct CraftedSignature {
  /// The tags. `BH` becomes the hash of the body; what stands in braces is the value of `b=`, with `SIG` for the signature.
  var tags: String
  var header = "From: Ada <ada@example.com>\r\nSubject: a\r\n"
  var body = "Hello  world\r\n"
  var form = DKIMCanonicalization.simple
  var limit: Int?
  var signedFields = ["from"]
  var fieldName = "DKIM-Signature:"

  static let key: Result<DKIMPrivateKey, any Error> = Result { try dkimKey("ed25519-pkcs8.pem") }

  func bytes() throws -> [UInt8] {
    var hash = DKIMBodyHash(.init(form: form, limit: limit))
    hash.update(Array(body.utf8)[...])
    let field = "\(fieldName) \(tags)\r\n".replacing("BH", with: Base64.encode(hash.finish().hash))
    let parts = field.split(separator: "{", omittingEmptySubsequences: false)
    let tail = parts[1].split(separator: "}", omittingEmptySubsequences: false)
    let unsigned = DKIMHeaderField(Array("\(parts[0])\(tail[1])".utf8)[...])
    let headerHash = DKIMHeaderHash.compute(
      signedFields, of: DKIMHeaderField.fields(of: Array(header.utf8)), signature: unsigned, form: form)
    let signature = Base64.encode(try Self.key.get().sign(headerHash))
    return Array("\(parts[0])\(tail[0].replacing("SIG", with: signature))\(tail[1])\(header)\r\n\(body)".utf8)
  }

  /// What a verifier says that finds this record.
  func verify(
    record: String? = nil, at second: Double = 2000, _ set: (inout DKIMVerifier) -> Void = { _ in }
  ) async throws -> DKIMResult? {
    let record = try record ?? Self.key.get().publicKeyRecord
    var verifier = DKIMVerifier { _ in [record] }
    set(&verifier)
    return try await verifier.verify(bytes: bytes(), at: .init(timeIntervalSince1970: second)).results.first
  }
}
