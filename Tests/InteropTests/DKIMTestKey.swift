import Foundation
import MIME

/// A key that was made for one test, in a file that our signer and others read.
struct DKIMTestKey: Sendable {
  let selector: String
  let file: String
  let key: DKIMPrivateKey

  /// An RSA key in PEM, as OpenSSL makes it, and the bytes of an Ed25519 key in base64, as dkimpy keeps them.
  static func both(in directory: TemporaryDirectory) async throws -> [DKIMTestKey] {
    let rsa = directory.path("rsa.pem")
    try await LocalProcess.run(
      "openssl", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", rsa])
    let seed = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
    let ed25519 = try directory.write(seed, to: "ed25519.key")
    return try [("rsa", rsa), ("ed25519", ed25519)].map { selector, file in
      let text = try String(contentsOfFile: file, encoding: .utf8)
      return DKIMTestKey(selector: selector, file: file, key: try DKIMPrivateKey(text))
    }
  }

  /// The records that a verifier finds, under their names.
  static func records(of keys: [DKIMTestKey]) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: keys.map { ("\($0.selector)._domainkey.example.com", $0.key.publicKeyRecord) })
  }

  /// The same in a file, as JSON.
  static func writeRecords(of keys: [DKIMTestKey], in directory: TemporaryDirectory) throws -> String {
    let json = try JSONEncoder().encode(records(of: keys))
    return try directory.write(Array(json), to: "records.json")
  }
}
