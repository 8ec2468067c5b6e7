import ArgumentParser
import Foundation
import MIME
import MailDiagnosis

/// How a message is signed with DKIM.
struct SigningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sign with this key: PEM, RSA or Ed25519. Repeatable, each with its --dkim-selector.", valueName: "file"))
  var dkimKey: [String] = []

  @Option(
    help: ArgumentHelp("Under which name the key is published. Repeatable, in the same order.", valueName: "name"))
  var dkimSelector: [String] = []

  @Option(help: ArgumentHelp("The domain that signs; that of the author unless given.", valueName: "domain"))
  var dkimDomain: String?
}

extension SigningOptions {
  /// `message`, with a signature for each key, or itself where there is none.
  /// - Throws: ``CommandFailure`` that names the option.
  func sign(_ message: some MessageContent, author: Mailbox?) throws(CommandFailure) -> any MessageContent {
    guard dkimKey.count == dkimSelector.count else {
      throw .usage("each --dkim-key takes a --dkim-selector: \(dkimKey.count) and \(dkimSelector.count) are given")
    }
    guard !dkimKey.isEmpty else {
      guard dkimDomain == nil else { throw .usage("--dkim-domain goes with --dkim-key") }
      return message
    }
    guard let domain = dkimDomain ?? author?.address.domain else {
      throw .usage("--dkim-domain is missing: the message has no author whose domain could sign")
    }
    var signers: [DKIMSigner] = []
    for (path, selector) in zip(dkimKey, dkimSelector) {
      let key = try Self.key(path)
      signers.append(
        try CommandFailure.catching(in: "--dkim-selector") { () throws(MIMEError) in
          try DKIMSigner(domain: domain, selector: selector, key: key)
        })
    }
    return try CommandFailure.catching { () throws(MIMEError) in try SignedMessage(message, by: signers) }
  }

  private static func key(_ path: String) throws(CommandFailure) -> DKIMPrivateKey {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(validating: data, as: UTF8.self)
    else { throw CommandFailure(.configuration, "--dkim-key: \(path.printable) cannot be read") }
    do {
      return try DKIMPrivateKey(text)
    } catch {
      throw CommandFailure(.configuration, "--dkim-key \(path.printable): \(error)")
    }
  }
}
