import Foundation
import SwiftASN1
import X509

#if canImport(Security)
  import Security
#endif

/// The certificate authorities that the operating system trusts.
enum SystemTrust {
  /// Gives the roots by which a certificate is to be judged.
  ///
  /// Apple's systems do not hand out their roots but judge the chain themselves; the root that they end it with is given,
  /// or none. Elsewhere all of the system's roots are given.
  static func roots(
    for leaf: Certificate, _ intermediates: [Certificate], ignoringTime: Bool
  ) -> Result<CertificateStore, CertificateVerdict.Failure> {
    #if canImport(Security)
      return .success(CertificateStore(judgedRoots(for: leaf, intermediates, ignoringTime: ignoringTime)))
    #else
      return installed
    #endif
  }

  #if canImport(Security)
    private static func judgedRoots(
      for leaf: Certificate, _ intermediates: [Certificate], ignoringTime: Bool
    ) -> [Certificate] {
      let chain = ([leaf] + intermediates).compactMap { certificate -> SecCertificate? in
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(certificate)) != nil else { return nil }
        return SecCertificateCreateWithData(nil, Data(serializer.serializedBytes) as CFData)
      }
      var trust: SecTrust?
      guard chain.count == intermediates.count + 1,
        SecTrustCreateWithCertificates(chain as CFArray, SecPolicyCreateBasicX509(), &trust) == errSecSuccess,
        let trust
      else { return [] }
      if ignoringTime {
        let middle = leaf.notValidBefore.addingTimeInterval(
          leaf.notValidAfter.timeIntervalSince(leaf.notValidBefore) / 2)
        SecTrustSetVerifyDate(trust, middle as CFDate)
      }
      guard SecTrustEvaluateWithError(trust, nil),
        let root = (SecTrustCopyCertificateChain(trust) as? [SecCertificate])?.last,
        let certificate = try? Certificate(derEncoded: Array(SecCertificateCopyData(root) as Data))
      else { return [] }
      return [certificate]
    }
  #else
    /// Where distributions keep them: Debian, Ubuntu, Arch and Alpine; Fedora and Red Hat; SUSE; others.
    private static let files = [
      "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
      "/etc/ssl/cert.pem",
    ]

    /// Read once, when first needed. An entry that cannot be read is left out: it is no reason to trust none of the others.
    private static let installed: Result<CertificateStore, CertificateVerdict.Failure> = {
      for file in files {
        guard let data = FileManager.default.contents(atPath: file) else { continue }
        let roots = certificates(in: String(decoding: data, as: UTF8.self))
        if !roots.isEmpty { return .success(CertificateStore(roots)) }
      }
      return .failure(
        CertificateVerdict.Failure(
          code: .certificateUntrusted,
          detail:
            "this system has no list of trusted certificate authorities (looked for \(files.joined(separator: ", "))): install its package, often named ca-certificates"
        ))
    }()

    /// One by one, since readers of whole files refuse a file for one entry.
    static func certificates(in text: String) -> [Certificate] {
      let end = "-----END CERTIFICATE-----"
      return text.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().compactMap { entry in
        guard let body = entry.range(of: end).map({ entry[..<$0.lowerBound] }) else { return nil }
        return try? Certificate(pemEncoded: "-----BEGIN CERTIFICATE-----" + body + end)
      }
    }
  #endif
}
