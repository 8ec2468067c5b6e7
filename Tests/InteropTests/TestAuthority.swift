import Foundation

/// A certificate authority in a folder, worked with the openssl command.
struct TestAuthority: Sendable {
  /// The path of the authority's own certificate (PEM).
  let certificate: String
  private let key: String
  private let directory: TemporaryDirectory

  enum SubjectName: Sendable {
    case dns(String)
    case ip(String)

    fileprivate var text: String {
      switch self {
      case .dns(let name): "DNS:\(name)"
      case .ip(let address): "IP:\(address)"
      }
    }
  }

  enum Validity: Sendable {
    case current
    case expired
    case notYetValid

    fileprivate var days: ClosedRange<Double> {
      switch self {
      case .current: -1...30
      case .expired: -30 ... -1
      case .notYetValid: 1...30
      }
    }
  }

  enum Key: String, Sendable {
    case rsa = "rsa:2048"
    case ecdsa = "ec"

    fileprivate var options: [String] {
      switch self {
      case .rsa: ["-newkey", rawValue]
      case .ecdsa: ["-newkey", rawValue, "-pkeyopt", "ec_paramgen_curve:P-256"]
      }
    }
  }

  init(in directory: TemporaryDirectory, name: String = "Test CA") async throws {
    self.directory = directory
    let stem = "ca-" + Self.serial()
    certificate = directory.path("\(stem).crt")
    key = directory.path("\(stem).key")
    try await LocalProcess.run(
      "openssl",
      ["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=\(name)", "-keyout", key, "-out", certificate]
        + Key.rsa.options + ["-addext", "keyUsage=critical,keyCertSign,cRLSign"])
  }

  /// Issues a server certificate. Without names it has no subjectAltName extension, only the common name.
  func issue(
    commonName: String = "localhost",
    names: [SubjectName] = [.dns("localhost"), .ip("127.0.0.1"), .ip("::1")],
    validity: Validity = .current,
    key keyType: Key = .rsa
  ) async throws -> CertificateFiles {
    try await sign(commonName: commonName, names: names, validity: validity, key: keyType, selfSigned: false)
  }

  /// Makes a server certificate that is signed with its own key, so by no authority.
  func makeSelfSigned(
    commonName: String = "localhost",
    names: [SubjectName] = [.dns("localhost"), .ip("127.0.0.1"), .ip("::1")]
  ) async throws -> CertificateFiles {
    try await sign(commonName: commonName, names: names, validity: .current, key: .rsa, selfSigned: true)
  }

  private func sign(
    commonName: String, names: [SubjectName], validity: Validity, key keyType: Key, selfSigned: Bool
  ) async throws -> CertificateFiles {
    let stem = "leaf-" + Self.serial()
    let request = directory.path("\(stem).csr")
    let files = CertificateFiles(
      certificate: directory.path("\(stem).crt"), key: directory.path("\(stem).key"),
      chain: directory.path("\(stem).chain"))
    try await LocalProcess.run(
      "openssl",
      ["req", "-new", "-nodes", "-subj", "/CN=\(commonName)", "-keyout", files.key, "-out", request] + keyType.options)

    let database = try directory.write("", to: "\(stem).db")
    let configuration = try directory.write(
      Self.configuration(database: database, directory: directory.path, names: names), to: "\(stem).cnf")
    let signer = selfSigned ? ["-selfsign", "-keyfile", files.key] : ["-cert", certificate, "-keyfile", key]
    try await LocalProcess.run(
      "openssl",
      [
        "ca", "-batch", "-notext", "-config", configuration, "-in", request, "-out", files.certificate,
        "-startdate", Self.time(validity.days.lowerBound), "-enddate", Self.time(validity.days.upperBound),
      ] + signer)

    var chain = try Data(contentsOf: URL(fileURLWithPath: files.certificate))
    if !selfSigned { chain += try Data(contentsOf: URL(fileURLWithPath: certificate)) }
    try chain.write(to: URL(fileURLWithPath: files.chain))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: files.key)
    return files
  }

  private static func configuration(database: String, directory: String, names: [SubjectName]) -> String {
    let alternatives =
      names.isEmpty ? "" : "subjectAltName = " + names.map(\.text).joined(separator: ",")
    return """
      [ca]
      default_ca = authority
      [authority]
      database = \(database)
      new_certs_dir = \(directory)
      rand_serial = yes
      default_md = sha256
      policy = names
      x509_extensions = server
      [names]
      commonName = supplied
      [server]
      basicConstraints = critical,CA:false
      keyUsage = critical,digitalSignature,keyEncipherment
      extendedKeyUsage = serverAuth
      \(alternatives)

      """
  }

  private static func serial() -> String {
    String(UUID().uuidString.prefix(8)).lowercased()
  }

  private static func time(_ days: Double) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "yyyyMMddHHmmss'Z'"
    return formatter.string(from: Date(timeIntervalSinceNow: days * 86_400))
  }
}
