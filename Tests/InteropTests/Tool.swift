import Foundation
import Testing

/// Finds the programs that these tests run beside the code under test.
enum Tool {
  /// Servers live outside the search path of many users.
  static let searchPath: [String] = {
    let named = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return named + [
      "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/lib/postfix/sbin",
      "/usr/lib/dovecot",
      // Scripts/interop-setup.sh unpacks here what the system cannot have beside Postfix.
      "/var/cache/sealpost-interop/exim4-daemon-light/usr/sbin",
    ]
  }()

  /// The full path of a program, or `nil` where it is not installed.
  static func path(of name: String) -> String? {
    searchPath.lazy.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func require(_ name: String) throws -> String {
    guard let path = path(of: name) else { throw Missing(program: name) }
    return path
  }

  /// Why these programs cannot be run, as a sentence for a skipped test, or `nil` when all are there.
  static func missing(_ names: [String]) -> String? {
    let absent = names.filter { path(of: $0) == nil }
    guard let last = absent.last else { return nil }
    guard absent.count > 1 else { return "\(last) is not installed" }
    return absent.dropLast().joined(separator: ", ") + " and \(last) are not installed"
  }

  static func missing(_ names: String...) -> String? {
    missing(names)
  }

  /// Set on a continuous integration, where a test that was skipped would pass for one that ran.
  static let everythingIsRequired = ProcessInfo.processInfo.environment["SEALPOST_INTEROP_REQUIRED"] == "1"

  /// Whether a test can run that something may stand against.
  /// - Throws: ``Required`` where it has to run.
  static func canRun(_ obstacle: String?, required: Bool = everythingIsRequired) throws -> Bool {
    guard let obstacle else { return true }
    guard !required else { throw Required(obstacle: obstacle) }
    return false
  }

  struct Required: Error, CustomStringConvertible {
    let obstacle: String
    var description: String { "\(obstacle), and SEALPOST_INTEROP_REQUIRED=1 lets no test be skipped" }
  }

  struct Missing: Error, CustomStringConvertible {
    let program: String
    var description: String { "\(program) is not installed" }
  }
}

extension Trait where Self == ConditionTrait {
  /// Runs the test or suite only where these programs are installed, and says which are not.
  static func needs(_ programs: String...) -> Self {
    let reason = Tool.missing(programs)
    return .enabled(Comment(rawValue: reason ?? "all programs are installed")) { try Tool.canRun(reason) }
  }

  /// Runs the test or suite only as root: capturing and a private Postfix need it.
  static var needsRoot: Self {
    let reason = "capturing on the loopback interface and starting Postfix need root"
    return .enabled(Comment(rawValue: reason)) { try Tool.canRun(geteuid() == 0 ? nil : reason) }
  }
}
