import MailDiagnosis
import ArgumentParser
import SMTPSending
import TLSWire

/// What the TLS of a connection must be like.
struct TLSOptions: ParsableArguments {
  enum Security: String, ExpressibleByArgument, CaseIterable {
    case starttls, implicit, none
  }

  @Option(
    help: ArgumentHelp(
      "starttls, implicit (TLS from the first byte) or none; implicit on port 465 unless given, else starttls.",
      valueName: "mode"))
  var security: Security?

  @Option(help: ArgumentHelp("The lowest TLS version to accept (default: 1.2).", valueName: "version"))
  var minTLS: String?

  @Option(help: ArgumentHelp("The highest TLS version to offer (default: 1.3).", valueName: "version"))
  var maxTLS: String?

  @Option(
    name: .customLong("ca"),
    help: ArgumentHelp(
      "A PEM file of certificate authorities to trust besides the system's. Repeatable.", valueName: "file"))
  var authorities: [String] = []

  @Flag(help: "Trust the authorities of --ca only.")
  var noSystemRoots = false

  @Option(help: ArgumentHelp("The name that the certificate must be for, if not the server's.", valueName: "name"))
  var verifyName: String?

  @Option(
    name: .customLong("pin"),
    help: ArgumentHelp(
      "The SHA-256 of a public key that the chain must hold, in base64 or hex. Repeatable.", valueName: "hash"))
  var pins: [String] = []

  @Option(help: ArgumentHelp("A PEM file with the client's certificate and intermediates.", valueName: "file"))
  var clientCert: String?

  @Option(help: ArgumentHelp("A PEM file with the client's private key.", valueName: "file"))
  var clientKey: String?

  @Option(
    help: ArgumentHelp(
      "Write the keys of the TLS connections to this file, for Wireshark: whoever has it can read what is sent.",
      valueName: "file"))
  var keyLog: String?

  @Flag(help: "The same, to the file that the environment variable SSLKEYLOGFILE names.")
  var keyLogFromEnvironment = false

  @Flag(
    name: .customLong("dangerously-allow-deprecated-tls"), help: "Let --min-tls be 1.0 or 1.1 (RFC 8996 forbids them).")
  var allowsDeprecatedTLS = false

  @Flag(name: .customLong("dangerously-ignore-server-name"), help: "Accept a certificate for another name.")
  var ignoresServerName = false

  @Flag(name: .customLong("dangerously-trust-any-issuer"), help: "Accept a certificate that anybody issued.")
  var trustsAnyIssuer = false

  @Flag(
    name: .customLong("dangerously-ignore-validity"), help: "Accept a certificate that is expired or not yet valid.")
  var ignoresValidity = false

  @Flag(name: .customLong("dangerously-authenticate-in-clear"), help: "Send credentials even with --security none.")
  var authenticatesInClear = false
}

extension TLSOptions {
  /// The policy that the options ask for.
  /// - Throws: ``CommandFailure`` of usage for options that cannot be read or contradict each other.
  func policy(port: Int?, on console: Console) throws(CommandFailure) -> TLSPolicy {
    var policy: TLSPolicy =
      switch security ?? (port == 465 ? .implicit : .starttls) {
      case .starttls: .startTLS
      case .implicit: .implicitTLS
      case .none: .dangerouslyPlaintext
      }
    policy.dangerously = dangers
    if policy.mode == .dangerouslyPlaintext {
      guard let option = optionsForTLS.first else { return policy }
      throw .usage("\(option) has no meaning with --security none, which has no TLS")
    }
    try setVersions(of: &policy)
    policy.trustRoots = noSystemRoots ? .none : .system
    policy.additionalTrustRoots = authorities.map { .file($0) }
    policy.verificationName = verifyName
    policy.pins = try readPins()
    policy.clientCertificate = try clientCertificate()
    if let file = try keyLogFile(on: console) {
      policy.keyLogFile = file
      policy.dangerously.insert(.logKeys)
    }
    return policy
  }

  /// The option whose file makes the policy unusable; nil where none does by itself.
  func optionAtFault(in policy: TLSPolicy) -> String? {
    func isUsable(_ change: (inout TLSPolicy) -> Void) -> Bool {
      var only = policy
      only.additionalTrustRoots = []
      only.clientCertificate = nil
      only.keyLogFile = nil
      only.dangerously.remove(.logKeys)
      change(&only)
      return (try? SMTPClient(host: "localhost", tls: only)) != nil
    }
    guard isUsable({ $0.trustRoots = .system }) else { return nil }
    if let authority = authorities.first(where: { path in !isUsable { $0.additionalTrustRoots = [.file(path)] } }) {
      return authorities.count > 1 ? "--ca \(authority.printable)" : "--ca"
    }
    let isKeyLogUsable = isUsable {
      $0.trustRoots = .system
      $0.keyLogFile = policy.keyLogFile
      $0.dangerously = policy.dangerously
    }
    guard isKeyLogUsable else { return keyLogFromEnvironment ? "--key-log-from-environment" : "--key-log" }
    let isClientUsable = isUsable {
      $0.trustRoots = .system
      $0.clientCertificate = policy.clientCertificate
    }
    return isClientUsable ? nil : "--client-cert with --client-key"
  }

  private var dangers: TLSPolicy.Dangers {
    var dangers: TLSPolicy.Dangers = []
    if allowsDeprecatedTLS { dangers.insert(.allowDeprecatedVersions) }
    if ignoresServerName { dangers.insert(.ignoreServerName) }
    if trustsAnyIssuer { dangers.insert(.trustAnyIssuer) }
    if ignoresValidity { dangers.insert(.ignoreValidityPeriod) }
    if authenticatesInClear { dangers.insert(.authenticateInClear) }
    return dangers
  }

  /// The options given that need TLS. Somebody who gives one believes that there is TLS.
  private var optionsForTLS: [String] {
    let given: [(String, Bool)] = [
      ("--min-tls", minTLS != nil), ("--max-tls", maxTLS != nil), ("--ca", !authorities.isEmpty),
      ("--no-system-roots", noSystemRoots), ("--verify-name", verifyName != nil), ("--pin", !pins.isEmpty),
      ("--client-cert", clientCert != nil), ("--client-key", clientKey != nil), ("--key-log", keyLog != nil),
      ("--key-log-from-environment", keyLogFromEnvironment),
    ]
    return given.filter(\.1).map(\.0)
  }

  private func setVersions(of policy: inout TLSPolicy) throws(CommandFailure) {
    if let minTLS { policy.minimum = try TLSVersion(minTLS, in: "--min-tls") }
    if let maxTLS { policy.maximum = try TLSVersion(maxTLS, in: "--max-tls") }
    guard policy.minimum <= policy.maximum else {
      throw .usage(
        "--min-tls, \(policy.minimum)\(minTLS == nil ? " unless given" : ""), is above --max-tls, \(policy.maximum)")
    }
    guard policy.minimum >= .tls12 || allowsDeprecatedTLS else {
      throw .usage(
        "--min-tls: \(policy.minimum) is deprecated (RFC 8996), and is accepted only with --dangerously-allow-deprecated-tls"
      )
    }
  }

  private func readPins() throws(CommandFailure) -> Set<PublicKeyPin> {
    var result: Set<PublicKeyPin> = []
    for pin in pins {
      do {
        result.insert(try PublicKeyPin(pin))
      } catch {
        throw .usage("--pin: \(error.detail)")
      }
    }
    return result
  }

  /// The environment alone turns nothing on: it is inherited, and nobody would know.
  private func keyLogFile(on console: Console) throws(CommandFailure) -> String? {
    guard keyLogFromEnvironment else { return keyLog }
    guard keyLog == nil else { throw .usage("--key-log and --key-log-from-environment exclude each other: give one") }
    guard let file = console.environment["SSLKEYLOGFILE"], !file.isEmpty else {
      throw CommandFailure(.configuration, "--key-log-from-environment: the variable SSLKEYLOGFILE is not set")
    }
    return file
  }

  private func clientCertificate() throws(CommandFailure) -> TLSPolicy.ClientCertificate? {
    switch (clientCert, clientKey) {
    case (let chain?, let key?): return TLSPolicy.ClientCertificate(chain: .file(chain), privateKey: .file(key))
    case (nil, nil): return nil
    case (_?, nil): throw .usage("--client-cert needs --client-key")
    case (nil, _?): throw .usage("--client-key needs --client-cert")
    }
  }
}

extension TLSVersion {
  /// Reads one of the versions that can be asked for, TLS 1.0 to 1.3.
  init(_ text: String, in option: String) throws(CommandFailure) {
    guard let version = TLSVersion(text), [.tls10, .tls11, .tls12, .tls13].contains(version) else {
      throw .usage("\(option): \"\(text.printable)\" is no TLS version: write 1.0, 1.1, 1.2 or 1.3")
    }
    self = version
  }
}
