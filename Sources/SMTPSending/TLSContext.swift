import Foundation
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import SMTPCore
import SwiftASN1
import TLSWire
import X509

/// A policy made ready for connections: its files read once, its library context built once.
struct TLSContext: Sendable {
  let policy: TLSPolicy
  private let library: NIOSSLContext
  private let additionalRoots: [Certificate]
  private let keyLog: KeyLog?

  /// - Throws: ``SMTPError`` with ``SMTPError/Code/invalidConfiguration`` for a policy that contradicts itself, or a
  ///   certificate or key that cannot be read.
  init(_ policy: TLSPolicy) throws(SMTPError) {
    try policy.validate()
    self.policy = policy
    let roots = try policy.additionalTrustRoots.map { source throws(SMTPError) in try source.certificates() }
    additionalRoots = roots.flatMap(\.self)
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = policy.minimum.library
    configuration.maximumTLSVersion = policy.maximum.library
    // The verifier below judges instead, with a reason for each refusal; the library's own roots would go unused.
    configuration.certificateVerification = .noHostnameVerification
    configuration.trustRoots = .certificates([])
    // The library would wait five seconds for the server's close_notify. Nothing that matters can come once this side closes
    // (RFC 8446 section 6.1 asks for no such wait), and Exim sends none: it goes on to read in clear.
    configuration.shutdownTimeout = .zero
    keyLog = try policy.keyLogFile.map { path throws(SMTPError) in
      do throws(KeyLog.Problem) {
        return try KeyLog(path: path)
      } catch {
        throw .invalidConfiguration("the key log \(path) \(error.description)")
      }
    }
    if let keyLog { configuration.keyLogCallback = { keyLog.append($0) } }
    if policy.minimum < .tls12 {
      // What the library offers by default, TLS 1.0 and 1.1 cannot use.
      configuration.cipherSuites = "ALL"
    }
    do {
      // Any error but ours is the library's, and about the client's certificate: nothing else was given to it.
      if let client = policy.clientCertificate {
        configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(client.chain.bytes()).map {
          .certificate($0)
        }
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: client.privateKey.bytes(), format: .pem))
      }
      library = try NIOSSLContext(configuration: configuration)
    } catch let error as SMTPError {
      throw error
    } catch {
      throw .invalidConfiguration("the client's certificate and key cannot be used: \(error)")
    }
  }

  /// Says, loudly, that whoever has the key log can read what is sent. Called for each connection.
  func warnOfKeyLog(in logger: Logger) {
    guard let keyLog else { return }
    logger.warning(
      "the keys of this TLS connection are written to a file: whoever has it can read what is sent",
      metadata: ["file": "\(keyLog.path)"])
  }

  /// The TLS handler for one connection, and the box in which its certificate's verdict will stand.
  func makeHandler(host: String) throws -> (
    handler: NIOSSLClientHandler, verdict: NIOLockedValueBox<CertificateVerdict?>
  ) {
    let name = ServerName(policy.verificationName ?? host)
    let verifier = CertificateVerifier(policy: policy, additionalRoots: additionalRoots, name: name)
    let box = NIOLockedValueBox<CertificateVerdict?>(nil)
    let handler = try NIOSSLClientHandler(context: library, serverHostname: name.hostName) { presented, promise in
      promise.completeWithTask {
        let verdict = await verifier.verify(try presented.map { try $0.toDERBytes() })
        box.withLockedValue { $0 = verdict }
        return verdict.rejection == nil ? .certificateVerified : .failed
      }
    }
    return (handler, box)
  }
}

extension TLSPolicy.CertificateSource {
  func bytes() throws(SMTPError) -> [UInt8] {
    switch self {
    case .pem(let text):
      return Array(text.utf8)
    case .file(let path):
      guard let data = FileManager.default.contents(atPath: path) else {
        let problem = FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist"
        throw .invalidConfiguration("the certificate file \(path) \(problem)")
      }
      return Array(data)
    }
  }

  func certificates() throws(SMTPError) -> [Certificate] {
    let bytes = try bytes()
    do {
      let ders = try NIOSSLCertificate.fromPEMBytes(bytes).map { try $0.toDERBytes() }
      return try ders.map { try Certificate(derEncoded: $0) }
    } catch {
      throw .invalidConfiguration("\(name) holds no certificates in PEM form: \(error)")
    }
  }

  private var name: String {
    if case .file(let path) = self { return path }
    return "the given text"
  }
}

extension TLSWire.TLSVersion {
  var library: NIOSSL.TLSVersion {
    switch self {
    case .tls10: .tlsv1
    case .tls11: .tlsv11
    case .tls13: .tlsv13
    default: .tlsv12
    }
  }

  init(library: NIOSSL.TLSVersion) {
    self =
      switch library {
      case .tlsv1: .tls10
      case .tlsv11: .tls11
      case .tlsv12: .tls12
      case .tlsv13: .tls13
      }
  }
}
