import Foundation

/// A folder that servers deliver to, a file for each message.
struct Maildir: Sendable {
  let path: String

  /// What has been delivered, the oldest first; nothing before the first delivery.
  func files() throws -> [Data] {
    let folder = "\(path)/new"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
      try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"), options: .alwaysMapped)
    }
  }

  func messages() throws -> [DeliveredMessage] {
    try files().map { DeliveredMessage(stored: $0) }
  }
}
