import MailDiagnosis
import ArgumentParser
import Foundation
import MailSandbox

/// `sealpost sandbox`: a server to test against, until it is interrupted.
struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "Run a server to test against, which shows what crossed the wire.",
    discussion: """
      It keeps what it is sent, and can behave like Office 365, down to turning old TLS versions away. Ctrl-C ends it.

      Examples:
        sealpost sandbox --profile office365 --reject-share 0.3 --seed 7
        sealpost sandbox --listen 127.0.0.1:0 --max-tls 1.1 --json
        sealpost sandbox --certificate expired --directory inbox
      """)

  @OptionGroup
  var options: SandboxOptions

  @OptionGroup
  var output: OutputOptions

  func run() async throws {
    try await output.perform { printer in
      let profile = try options.makeProfile(on: printer.console)
      let sandbox = try await options.start(profile: profile)
      // Programs may be waiting for the port already.
      let events = sandbox.events()
      let interrupts = printer.console.interrupts()
      do {
        let file = try writeAuthority(of: sandbox)
        defer { if let file, options.caFile == nil { try? FileManager.default.removeItem(atPath: file) } }
        try await watch(
          sandbox, events, SandboxNotice(sandbox, authorityFile: file, options: options), interrupts, printer)
      } catch {
        await sandbox.shutdown()
        throw error
      }
      return .done
    }
  }

  /// Writes the authority's certificate where clients can be pointed at it; nil where there is no TLS.
  private func writeAuthority(of sandbox: Sandbox) throws(CommandFailure) -> String? {
    guard sandbox.profile.tlsVersions != nil else { return nil }
    let temporary = FileManager.default.temporaryDirectory
      .appendingPathComponent("sealpost-sandbox-\(UUID().uuidString.lowercased()).pem").path
    let path = options.caFile ?? temporary
    do {
      try sandbox.authority.write(to: path)
    } catch {
      throw CommandFailure(
        .cannotWrite, "--ca-file: \(path.printable) cannot be written: \(error.reason)")
    }
    return path
  }

  private func watch(
    _ sandbox: Sandbox, _ events: AsyncStream<SandboxEvent>, _ notice: SandboxNotice, _ interrupts: AsyncStream<Int32>,
    _ printer: Printer
  ) async throws {
    try printer.show(notice.sheet)
    try printer.record(notice)
    let ending = Task {
      for await _ in interrupts { break }
      await sandbox.shutdown(grace: .seconds(5))
    }
    defer { ending.cancel() }
    var connections = 0
    for await event in events {
      if case .connected = event { connections += 1 }
      let record = SandboxRecord(event)
      try printer.show(record.sheet)
      try printer.record(record)
    }
    // Where the task was cancelled, no signal need come.
    await withTaskCancellationHandler {
      await ending.value
    } onCancel: {
      ending.cancel()
    }
    let summary = SandboxSummary(connections: connections, messages: sandbox.messages.count)
    try printer.show(summary.sheet)
    try printer.record(summary)
  }
}
