import TLSWire
import Testing

@testable import MailDiagnosis

@Suite("Cipher suites as mail servers write them")
struct CipherSuiteClaimTests {
  @Test(
    "are found in the registry",
    arguments: [
      ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
      ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
      ("AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256"),
      ("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
      ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
      ("EDH-RSA-DES-CBC3-SHA", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"),
      ("DHE-RSA-CAMELLIA256-SHA", "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA"),
      ("ADH-AES256-SHA", "TLS_DH_anon_WITH_AES_256_CBC_SHA"),
      ("RSA_AES_128_CBC_SHA1", "TLS_RSA_WITH_AES_128_CBC_SHA"),
      ("TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256"),
      ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256_P384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
      ("0x1303", "TLS_CHACHA20_POLY1305_SHA256"),
    ])
  func found(claimed: String, name: String) {
    #expect(CipherSuite(claimed: claimed)?.name == name)
  }

  @Test("or are not made out", arguments: ["OTHER", "", "-", "_", "TLS_", "TLS", "AES", "(NONE)", "_P256", "🙂"])
  func notFound(claimed: String) {
    #expect(CipherSuite(claimed: claimed) == nil)
  }

  @Test("some exist in one version alone")
  func onlyVersion() {
    #expect(CipherSuite(claimed: "TLS_AES_128_GCM_SHA256")?.onlyVersion == .tls13)
    #expect(CipherSuite(claimed: "ECDHE-RSA-AES128-GCM-SHA256")?.onlyVersion == .tls12)
    #expect(CipherSuite(claimed: "AES128-SHA256")?.onlyVersion == .tls12)
    #expect(CipherSuite(claimed: "AES128-SHA")?.onlyVersion == nil)
  }
}
