import Foundation

/// The paths of a server's certificate, its private key, and the certificate followed by its issuer's (all PEM).
struct CertificateFiles: Sendable {
  let certificate: String
  let key: String
  let chain: String

  /// The SHA-256 of the certificate's SubjectPublicKeyInfo, in lower-case hexadecimal.
  func publicKeySHA256() async throws -> String {
    let pem = "\(certificate).pub"
    let der = "\(certificate).spki"
    try await LocalProcess.run("openssl", ["x509", "-in", certificate, "-noout", "-pubkey", "-out", pem])
    try await LocalProcess.run("openssl", ["pkey", "-pubin", "-in", pem, "-outform", "DER", "-out", der])
    let digest = try await LocalProcess.run("openssl", ["dgst", "-sha256", "-r", der])
    return String(digest.output.text.prefix(64))
  }
}
