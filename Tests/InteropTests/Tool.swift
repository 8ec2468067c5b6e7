import Foundation
import Testing

/// Finds the programs that these tests run beside the code under test.
enum Tool {
  /// Servers live outside the search path of many users.
  static let searchPath: [String] = {
    let named = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return named + ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/lib/postfix/sbin"]
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

  struct Missing: Error, CustomStringConvertible {
    let program: String
    var description: String { "\(program) is not installed" }
  }
}

extension Trait where Self == ConditionTrait {
  /// Runs the test or suite only where these programs are installed, and says which are not.
  static func needs(_ programs: String...) -> Self {
    let reason = Tool.missing(programs)
    return .enabled(if: reason == nil, Comment(rawValue: reason ?? "all programs are installed"))
  }

  /// Runs the test or suite only as root: capturing and a private Postfix need it.
  static var needsRoot: Self {
    .enabled(if: geteuid() == 0, "capturing on the loopback interface and starting Postfix need root")
  }
}
