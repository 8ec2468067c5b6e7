import BenchmarkSupport
import Foundation

/// What ours holds resident: with a large attachment on its way, and for each connection that idles.
struct Memory: Sendable {
  /// How many connections are open at once.
  static let connections = 1000

  /// The peak of a process that sends an attachment of 1 GiB, in bytes.
  var attachmentPeak: Int?
  var attachmentSeconds: Double?
  /// Of each of 1,000 connections over TLS, in bytes.
  var idleConnection: Int?
  var failures: [String] = []

  init(of client: Client, on stage: Stage) {
    guard case .called(let words) = client.kind, let program = words.first else { return }
    do {
      let file = try MessageFile.writeAttachment(in: stage.directory)
      defer { try? FileManager.default.removeItem(atPath: file) }
      let (run, _, _) = try stage.serve(.terminated, expecting: 1) {
        try ChildProcess.run(
          [program, "attachment"] + Self.job(on: stage, message: file, connections: 1).arguments,
          directory: stage.directory, limit: 120)
      }
      attachmentPeak = run.usage.peakBytes
      attachmentSeconds = try JSONDecoder().decode(Measured.self, from: Data(run.output.utf8)).seconds
    } catch {
      failures.append("1 GiB attached: \(error)")
    }
    do {
      let (run, _, _) = try stage.serve(.terminated, expecting: 0) {
        try ChildProcess.run(
          [program, "idle"] + Self.job(on: stage, message: "-", connections: Self.connections).arguments,
          directory: stage.directory, limit: 120)
      }
      idleConnection = Int(run.output.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      failures.append("idle connections: \(error)")
    }
  }

  private static func job(on stage: Stage, message: String, connections: Int) -> Job {
    Job(
      port: stage.port(.terminated), security: .tls, authority: stage.certificates.authority, message: message,
      count: 1, connections: connections, reusesConnections: true)
  }
}
