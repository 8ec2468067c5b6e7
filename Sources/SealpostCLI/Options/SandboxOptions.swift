import MailDiagnosis
import ArgumentParser
import Foundation
import MailSandbox
import SASL
import TLSWire

/// How the server to test against behaves.
struct SandboxOptions: ParsableArguments {
  @Option(help: ArgumentHelp("plain, modern or office365.", valueName: "name"))
  var profile = "modern"

  @Option(help: ArgumentHelp("Where to listen; port 0 lets the system choose.", valueName: "host:port"))
  var listen = "127.0.0.1:2525"

  @Flag(help: "Begin connections with TLS instead of offering STARTTLS.")
  var implicitTLS = false

  @Option(help: ArgumentHelp("Keep messages as .eml files in this directory too.", valueName: "directory"))
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "How many of the connections below TLS 1.2 are turned away, 0 to 1. The profile must accept such.",
      valueName: "share"))
  var rejectShare: Double?

  @Option(help: ArgumentHelp("Which of them: the same seed chooses the same ones.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      """
      A file of scripted replies and faults, a line each, such as "mail: 421 4.3.2 Later. *3", "tls: delay=30s drop" or \
      "transfer: after=64k drop". The stages: \
      \(SandboxScript.Stage.allCases.map(\.rawValue).joined(separator: ", ")) and tls.
      """,
      valueName: "file"))
  var script: String?

  @Option(help: ArgumentHelp("The lowest TLS version to accept.", valueName: "version"))
  var minTLS: String?

  @Option(help: ArgumentHelp("The highest TLS version to accept.", valueName: "version"))
  var maxTLS: String?

  @Option(
    help: ArgumentHelp(
      "What the certificate is like: \(CertificateKind.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"))
  var certificate = CertificateKind.valid.rawValue

  @Option(
    help: ArgumentHelp(
      "Offer this mechanism for logging in, in place of what the profile offers; repeat it for more.", valueName: "name"
    ))
  var authMechanism: [String] = []

  @Option(help: ArgumentHelp("Accept this user only. Needs --password-file.", valueName: "name"))
  var user: String?

  @Option(
    help: ArgumentHelp("The first line of this file is the user's password; - is standard input.", valueName: "file"))
  var passwordFile: String?

  @Option(
    help: ArgumentHelp(
      "Where to write the certificate authority that clients must trust (default: a temporary file).", valueName: "file"
    ))
  var caFile: String?

  @Flag(
    name: .customLong("dangerously-listen-beyond-loopback"),
    help: "Listen where other machines can reach it. It guards nothing and keeps all it is sent.")
  var listensBeyondLoopback = false
}

extension SandboxOptions {
  func makeProfile(on console: Console) throws(CommandFailure) -> SandboxProfile {
    guard var result = SandboxProfile.named(profile) else {
      let names = SandboxProfile.all.map(\.name).joined(separator: ", ")
      throw .usage("--profile: there is no profile \"\(profile.printable)\"; there are \(names)")
    }
    try setVersions(of: &result)
    try setMechanisms(of: &result)
    switch (user, passwordFile) {
    case (let user?, let path?):
      let password = try SecretFile.read(path, option: "--password-file", on: console)
      result.credentials = SandboxCredentials(passwords: [user: password])
    case (nil, nil): break
    case (_?, nil): throw .usage("--user needs --password-file")
    case (nil, _?): throw .usage("--password-file needs --user")
    }
    return result
  }

  /// One bound alone draws the profile's other bound along where it must: `--max-tls 1.1` is TLS 1.1.
  private func setVersions(of profile: inout SandboxProfile) throws(CommandFailure) {
    guard minTLS != nil || maxTLS != nil else { return }
    guard let versions = profile.tlsVersions else {
      throw .usage("\(minTLS == nil ? "--max-tls" : "--min-tls"): the profile \(profile.name) has no TLS")
    }
    let lowest = try minTLS.map { text throws(CommandFailure) in try TLSVersion(text, in: "--min-tls") }
    let highest = try maxTLS.map { text throws(CommandFailure) in try TLSVersion(text, in: "--max-tls") }
    if let lowest, let highest, lowest > highest {
      throw .usage("--min-tls, \(lowest), is above --max-tls, \(highest)")
    }
    let minimum = lowest ?? min(versions.lowerBound, highest ?? versions.lowerBound)
    profile.tlsVersions = minimum...(highest ?? max(versions.upperBound, minimum))
  }

  /// Over TLS where the profile has it, as profiles do.
  private func setMechanisms(of profile: inout SandboxProfile) throws(CommandFailure) {
    guard !authMechanism.isEmpty else { return }
    let names = try authMechanism.map { name throws(CommandFailure) in try MechanismName(name, in: "--auth-mechanism") }
    let line = "AUTH " + names.map(\.rawValue).joined(separator: " ")
    let lines = profile.capabilitiesOverTLS.filter { !$0.hasPrefix("AUTH") } + [line]
    profile.capabilitiesOverTLS = lines
    if profile.tlsVersions == nil { profile.capabilitiesInClear = lines }
  }

  func makeCertificateKind() throws(CommandFailure) -> CertificateKind {
    guard let kind = CertificateKind(rawValue: certificate) else {
      let names = CertificateKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw .usage("--certificate: there is no kind \"\(certificate.printable)\"; there are \(names)")
    }
    return kind
  }

  func makeScript() throws(CommandFailure) -> SandboxScript {
    guard let script else { return SandboxScript() }
    do {
      return try SandboxScript(contentsOf: script)
    } catch {
      guard error.line > 0 else { throw CommandFailure(.noInput, "--script: \(error)") }
      throw CommandFailure(.configuration, "--script: \(script.printable), \(error)")
    }
  }

  /// Starts the server that the options describe.
  func start(profile: SandboxProfile) async throws -> Sandbox {
    let address = try ServerAddress(listen, in: "--listen", lowestPort: 0)
    let kind = try makeCertificateKind()
    let script = try makeScript()
    do {
      return try await Sandbox.start(
        profile: profile, script: script, host: address.host, port: address.port ?? 2525, implicitTLS: implicitTLS,
        directory: directory, rejectShare: rejectShare, seed: seed, certificate: kind,
        listensBeyondLoopback: listensBeyondLoopback)
    } catch let error as SandboxError where error == .notLoopback(host: address.host) {
      throw CommandFailure.usage("--listen: \(error); the switch is --dangerously-listen-beyond-loopback")
    } catch let error as SandboxError where error == .nothingToReject(profile: profile.name) {
      let remedy = profile.tlsVersions == nil ? "" : "; the switch is --min-tls 1.0"
      throw CommandFailure.usage("\(rejectShare == nil ? "--seed" : "--reject-share"): \(error)\(remedy)")
    } catch let error as SandboxError {
      let isUsage =
        [.profileWithoutTLS(profile.name), .noCertificateName].contains(error)
        || rejectShare.map { error == .rejectShare($0) } == true
      throw CommandFailure(isUsage ? .usage : .cannotWrite, "\(error)")
    } catch {
      throw CommandFailure(.configuration, "--listen: cannot listen on \(listen.printable): \(error.reason)")
    }
  }
}
