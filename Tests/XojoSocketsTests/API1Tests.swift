import Testing
import XojoSockets

/// The names of API 1.0 as requirements, so that using them brings no deprecation warning here.
private protocol API1Socket: AnyObject {
  var secure: Bool { get set }
  var connectionType: SSLConnectionTypes { get set }
  var smtpConnectionMode: SMTPConnectionTypes { get set }
  var lastErrorCode: Int { get }
  static var sslv23: SSLConnectionTypes { get }
  static var tlsv1: SSLConnectionTypes { get }
  static var tlsv11: SSLConnectionTypes { get }
  static var tlsv12: SSLConnectionTypes { get }
  static var modeSTARTTLS: SMTPConnectionTypes { get }
  static var modeSSLTLS: SMTPConnectionTypes { get }
}

private protocol API1Queue {
  func addRow(_ email: EmailMessage)
}

private protocol API1Headers {
  mutating func appendHeader(_ name: String, _ value: String)
}

extension SMTPSecureSocket: API1Socket {}
extension EmailQueue: API1Queue {}
extension EmailHeaders: API1Headers {}

@Suite("The names of API 1.0")
struct API1Tests {
  private func check<Socket: API1Socket>(_ old: Socket, against socket: SMTPSecureSocket) {
    old.secure = false
    #expect(!socket.sslEnabled && !old.secure)
    old.connectionType = Socket.tlsv12
    #expect(socket.sslConnectionType.rawValue == 5 && old.connectionType == .tlsv12)
    old.smtpConnectionMode = Socket.modeSSLTLS
    #expect(socket.smtpConnectionType.rawValue == 1 && old.smtpConnectionMode == .ssltls)
    #expect(old.lastErrorCode == socket.lastErrorNumber)
    #expect([Socket.sslv23, Socket.tlsv1, Socket.tlsv11, Socket.tlsv12].map(\.rawValue) == [1, 3, 4, 5])
    #expect(Socket.modeSTARTTLS.rawValue == 0)
  }

  @Test("they are the same settings by another name")
  func socket() {
    let socket = SMTPSecureSocket()
    check(socket, against: socket)
  }

  @Test("so are those of the queue and the headers")
  func others() {
    let queue = SMTPSecureSocket().messages
    (queue as any API1Queue).addRow(.sample())
    #expect(queue.count == 1)
    var headers: any API1Headers = EmailHeaders()
    headers.appendHeader("X-Engine", "difference")
    #expect((headers as? EmailHeaders)?.value("x-engine") == "difference")
  }
}
