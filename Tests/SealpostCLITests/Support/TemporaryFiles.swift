import Foundation
import MailSandbox

/// A directory of files that a test needs. Its owner removes it.
struct TemporaryFiles {
  private let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("sealpost-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  /// The path of a file that need not exist.
  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  func file(_ name: String, _ content: String) throws -> String {
    try Data(content.utf8).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  func authority(of sandbox: Sandbox) throws -> String { try file("ca.pem", sandbox.authority.pem) }

  func remove() {
    try? FileManager.default.removeItem(at: directory)
  }
}
