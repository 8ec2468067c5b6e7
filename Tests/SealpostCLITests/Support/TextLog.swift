import Foundation

/// Text that is written from any thread.
final class TextLog: @unchecked Sendable {
  // The lock guards the text: that is what makes the type Sendable.
  private let lock = NSLock()
  private var content = ""

  var text: String { lock.withLock { content } }

  func append(_ text: String) {
    lock.withLock { content += text }
  }
}
