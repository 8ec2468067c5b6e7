import MIME
import Testing

@Suite("Private keys for DKIM")
struct DKIMKeyTests {
  @Test(
    "keys are read from PEM",
    arguments: [
      ("rsa2048-pkcs1.pem", DKIMAlgorithm.rsaSHA256, 2048), ("rsa2048-pkcs8.pem", .rsaSHA256, 2048),
      ("rsa1024-pkcs8.pem", .rsaSHA256, 1024), ("ed25519-pkcs8.pem", .ed25519SHA256, 256),
    ])
  func kinds(_ name: String, _ algorithm: DKIMAlgorithm, _ bits: Int) throws {
    let key = try dkimKey(name)
    #expect(key.algorithm == algorithm && key.bitCount == bits)
    #expect(key.publicKeyRecord.hasPrefix("v=DKIM1; k=\(algorithm == .rsaSHA256 ? "rsa" : "ed25519"); p="))
  }

  @Test("both forms of one RSA key have the public key that OpenSSL derived")
  func publicKey() throws {
    let pem = String(decoding: try dkimFixture("rsa2048-public.pem"), as: UTF8.self)
    let base64 = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
    for name in ["rsa2048-pkcs1.pem", "rsa2048-pkcs8.pem"] {
      #expect(try dkimKey(name).publicKeyRecord == "v=DKIM1; k=rsa; p=\(base64)")
    }
  }

  @Test("text around a key, CRLF and blanks do not matter")
  func framing() throws {
    let pem = String(decoding: try dkimFixture("ed25519-pkcs8.pem"), as: UTF8.self)
    let expected = try DKIMPrivateKey(pem).publicKeyRecord
    for text in [
      "Key for example.com\n" + pem + "\nmore", pem.replacing("\n", with: "\r\n"), pem.replacing("\n", with: " \n\t"),
    ] {
      #expect(try DKIMPrivateKey(text).publicKeyRecord == expected)
    }
  }

  @Test(
    "what is no key to sign with is refused, and told",
    arguments: [
      ("ecdsa-pkcs8.pem", "ECDSA"), ("x25519-pkcs8.pem", "neither an RSA nor an Ed25519"),
      ("rsa768-pkcs8.pem", "less than 1,024 bits"), ("rsa2048-public.pem", "\"PUBLIC KEY\" where"),
      ("rfc6376.eml", "neither PEM nor"),
    ])
  func refusedFiles(_ name: String, _ reason: String) throws {
    let error = try failure { _ = try dkimKey(name) }
    #expect(error.code == .invalidSigningKey)
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test(
    "damaged texts are refused, and told",
    arguments: [
      ("", "neither PEM nor"), ("AAAA", "neither PEM nor"), ("-----BEGIN PRIVATE KEY-----\nAAAA", "no end line"),
      ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "names no algorithm"),
      ("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----", "not base64"),
      ("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----", "damaged"),
      ("-----BEGIN PRIVATE KEY-----\nMAgCAQAwAwYBBg==\n-----END PRIVATE KEY-----", "neither an RSA nor"),
      ("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIP0B\n-----END PRIVATE KEY-----", "damaged"),
      ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "encrypted"),
      (
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,53\n\nAAAA\n-----END RSA PRIVATE KEY-----",
        "encrypted"
      ),
      ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "\"CERTIFICATE\" where"),
    ])
  func damaged(_ text: String, _ reason: String) throws {
    let error = try failure { _ = try DKIMPrivateKey(text) }
    #expect(error.code == .invalidSigningKey)
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test("a key is not printed")
  func redaction() throws {
    let key = try DKIMPrivateKey("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    var dumped = ""
    dump(try DKIMSigner(domain: "example.com", selector: "a", key: key), to: &dumped)
    #expect("\(key)" == "[redacted]" && String(reflecting: key) == "[redacted]")
    #expect(dumped.contains("[redacted]") && !dumped.contains("Curve25519"))
  }
}
