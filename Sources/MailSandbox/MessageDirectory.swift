import Foundation
import NIOCore
import NIOPosix

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Stores messages as files: `NAME.eml` holds exactly the bytes that were received, `NAME.json` the envelope and how it came.
///
/// The `.eml` file appears last and whole: it is written under another name, flushed to the disk and then renamed.
struct MessageDirectory: Sendable {
  let path: String

  /// Makes the directory where it is missing.
  init(path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw SandboxError.cannotWrite(path: path, reason: error.localizedDescription)
    }
    self.path = path
  }

  /// Gives the path of the `.eml` file.
  func store(_ message: SandboxMessage) async throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    let envelope = try encoder.encode(message)
    let seconds = Int64(message.received.timeIntervalSince1970)
    // A directory may serve several runs and several sandboxes at a time.
    let name = "\(path)/\(seconds)-\(message.number)-\(UUID().uuidString.lowercased())"
    return try await NIOThreadPool.singleton.runIfActive {
      try write(envelope, to: name + ".json")
      do {
        try write(Data(message.content.readableBytesView), to: name + ".eml")
      } catch {
        unlink(name + ".json")
        throw error
      }
      return name + ".eml"
    }
  }

  private func write(_ data: Data, to target: String) throws {
    let temporary = target + ".tmp"
    do {
      guard FileManager.default.createFile(atPath: temporary, contents: nil) else {
        throw SandboxError.cannotWrite(path: temporary, reason: String(cString: strerror(errno)))
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
      defer { try? handle.close() }
      try handle.write(contentsOf: data)
      try handle.synchronize()
      guard rename(temporary, target) == 0 else {
        throw SandboxError.cannotWrite(path: target, reason: String(cString: strerror(errno)))
      }
      try synchronizeDirectory()
    } catch let error as SandboxError {
      unlink(temporary)
      throw error
    } catch {
      unlink(temporary)
      throw SandboxError.cannotWrite(path: target, reason: error.localizedDescription)
    }
  }

  /// A rename is on the disk only when its directory is.
  private func synchronizeDirectory() throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw SandboxError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw SandboxError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
  }
}
