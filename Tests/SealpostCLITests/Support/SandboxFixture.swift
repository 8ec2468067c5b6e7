import MailSandbox

/// A sandbox with the options that reach it.
struct SandboxFixture {
  let sandbox: Sandbox
  let files: TemporaryFiles
  /// `send` with server and authority; what is to be sent comes after.
  let send: [String]

  static func with<Result>(
    profile: SandboxProfile = .modern, script: SandboxScript = SandboxScript(), implicitTLS: Bool = false,
    _ body: (SandboxFixture) async throws -> Result
  ) async throws -> Result {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let sandbox = try await Sandbox.start(profile: profile, script: script, implicitTLS: implicitTLS)
    let fixture = SandboxFixture(
      sandbox: sandbox, files: files,
      send: [
        "send", "--server", "127.0.0.1:\(sandbox.port)", "--ca", try files.authority(of: sandbox), "--verify-name",
        "localhost",
      ])
    do {
      let result = try await body(fixture)
      await sandbox.shutdown()
      return result
    } catch {
      await sandbox.shutdown()
      throw error
    }
  }

  static let message = ["--from", "ada@example.com", "--to", "alan@example.net", "--subject", "Hello", "--text", "Hi"]
}
