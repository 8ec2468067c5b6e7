import MIME

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

func dkimFixture(_ name: String) throws -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures/DKIM/\(name)")))
}

func dkimKey(_ name: String) throws -> DKIMPrivateKey {
  try DKIMPrivateKey(String(decoding: dkimFixture(name), as: UTF8.self))
}

/// The records that the examples of the RFCs are verified with, and those of the keys in the fixtures.
enum DKIMRecords {
  static let rfc6376 =
    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYf"
    + "cTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"

  static let all = [
    "brisbane._domainkey.example.com": rfc6376,
    "brisbane._domainkey.football.example.com": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "test._domainkey.football.example.com":
      "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0"
      + "Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QID"
      + "AQAB",
  ]
}

extension DKIMVerifier {
  /// One whose DNS is a dictionary.
  init(_ records: [String: String]) {
    self.init { name in records[name].map { [$0] } ?? [] }
  }

  /// One that finds the keys of these signers.
  init(_ signers: [DKIMSigner]) {
    self.init(
      Dictionary(
        signers.map { ($0.recordName, $0.key.publicKeyRecord) }, uniquingKeysWith: { $1 }))
  }
}
