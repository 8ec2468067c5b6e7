import NIOCore
import Testing

@testable import SMTPCore

@Suite("The memory of a server's session")
struct ServerSessionMemoryTests {
  @Test("a client that always leaves the beginning of a line makes nothing grow")
  func neverQuiteEmpty() {
    var session = ServerSession(configuration: .test, isSecure: false)
    var replies = 0
    var capacity = 0
    session.receive(ByteBuffer(string: "N"))
    for _ in 0..<5000 {
      session.receive(ByteBuffer(string: "OOP\r\nN"))
      while let action = session.nextAction() {
        switch action {
        case .ask: session.answer(.proceed)
        case .send: replies += 1
        default: break
        }
      }
      capacity = max(capacity, session.unread.capacity)
    }
    #expect(capacity <= 1024)
    #expect(replies == 5001)
    #expect(session.unreadByteCount == 1)
  }
}
