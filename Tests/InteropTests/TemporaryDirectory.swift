import Foundation

/// A folder that exists while a closure runs.
///
/// It lies directly under `/tmp`, because the path of a Unix domain socket may have about 100 bytes only.
struct TemporaryDirectory: Sendable {
  let path: String

  static func with<Value>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (TemporaryDirectory) async throws -> Value
  ) async throws -> Value {
    let path = "/tmp/sealpost-\(UUID().uuidString.prefix(8).lowercased())"
    // Servers that give up their privileges have to be able to pass through, but not to list.
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o711])
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(TemporaryDirectory(path: path))
  }

  func path(_ name: String) -> String {
    "\(path)/\(name)"
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ text: String, to name: String, permissions: Int = 0o644) throws -> String {
    try write(Array(text.utf8), to: name, permissions: permissions)
  }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String, permissions: Int = 0o644) throws -> String {
    let path = path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
    return path
  }

  /// Makes a folder, and the folders above it, and returns its path.
  @discardableResult
  func makeDirectory(_ name: String, permissions: Int = 0o755, owner: SystemAccount? = nil) throws -> String {
    let path = path(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
    if let owner { try Self.give(path, to: owner) }
    return path
  }

  /// Makes a file or a folder somebody else's.
  static func give(_ path: String, to owner: SystemAccount) throws {
    guard chown(path, owner.user, owner.group) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
    }
  }
}
