import Foundation
import NIOPosix
import SASL

/// A shell command that writes a secret. What it writes is never shown, on no way.
struct SecretCommand: Sendable {
  private let command: String
  private let option: String

  init(_ command: String, option: String) {
    self.command = command
    self.option = option
  }

  /// - Throws: ``CommandFailure`` of configuration where the command cannot be run, fails, or writes nothing.
  func run() async throws -> Secret {
    // Reading blocks, so it happens on a thread that may be blocked.
    try await NIOThreadPool.singleton.runIfActive { try runBlocking() }
  }

  private func runBlocking() throws -> Secret {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    let bytes: [UInt8]
    do {
      try process.run()
      bytes = Array(try output.fileHandleForReading.readToEnd() ?? Data())
    } catch {
      throw CommandFailure(.configuration, "\(option): the command cannot be run")
    }
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let how = process.terminationReason == .exit ? "failed with status" : "was ended by signal"
      throw CommandFailure(.configuration, "\(option): the command \(how) \(process.terminationStatus)")
    }
    guard let secret = Secret(firstLineOf: bytes) else {
      throw CommandFailure(.configuration, "\(option): the command wrote nothing on its first line")
    }
    return secret
  }
}
