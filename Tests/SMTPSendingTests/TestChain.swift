import Crypto
import Foundation
import SwiftASN1
import X509

/// Certificates of any make, where the sandbox's authority makes none that are that wrong.
struct TestIdentity {
  let key = P256.Signing.PrivateKey()
  let name: DistinguishedName

  init(_ commonName: String) throws {
    name = try DistinguishedName { CommonName(commonName) }
  }

  /// A certificate for this identity.
  /// - Parameters:
  ///   - issuer: who signs; itself unless given.
  ///   - days: from when until when it is valid, counted from today.
  func certificate(
    by issuer: TestIdentity? = nil, days: ClosedRange<Int> = -1...30,
    @ExtensionsBuilder _ extensions: () throws -> Result<Certificate.Extensions, any Error>
  ) throws -> Certificate {
    let signer = issuer ?? self
    return try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
      notValidBefore: Date(timeIntervalSinceNow: Double(days.lowerBound) * 86_400),
      notValidAfter: Date(timeIntervalSinceNow: Double(days.upperBound) * 86_400),
      issuer: signer.name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions(builder: extensions), issuerPrivateKey: Certificate.PrivateKey(signer.key))
  }

  func authority(by issuer: TestIdentity? = nil, days: ClosedRange<Int> = -1...30) throws -> Certificate {
    try certificate(by: issuer, days: days) { Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)) }
  }

  func server(_ names: [String], by issuer: TestIdentity? = nil) throws -> Certificate {
    try certificate(by: issuer) { SubjectAlternativeNames(names.map { .dnsName($0) }) }
  }
}

extension Certificate {
  func encoded() throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(self)
    return serializer.serializedBytes
  }
}
