import XojoSockets

/// The subclass of the forum thread, with a word for each event.
final class OfficeSocket: SMTPSecureSocket, @unchecked Sendable {
  init() {
    super.init()
    // Setup connection details
    self.address = ""
    self.port = 587
    self.sslEnabled = true
    self.sslConnectionType = SSLConnectionTypes.tlsv12
    self.smtpConnectionType = SMTPConnectionTypes.starttls
    self.username = ""
    self.password = ""
  }

  override func connectionEstablished(greeting: String) {
    print("ConnectionEstablished  \(greeting)")
  }

  override func messageSent(_ email: EmailMessage) {
    print("MessageSent            \(email.subject), over \(evidence?.description ?? "no TLS")")
  }

  override func mailSent() {
    print("MailSent")
  }

  override func serverError(_ errorID: Int, message: String, email: EmailMessage?) {
    print("ServerError            \(message)")
    print("  sslConnectionType         = \(sslConnectionType) = \(sslConnectionType.rawValue), as it was set")
    print(
      "  negotiatedConnectionType  = \(negotiatedConnectionType.map { "\($0) = \($0.rawValue)" } ?? "nil"), off the wire"
    )
  }

  override func error(_ error: SocketError) {
    print("Error                  \(error)")
  }
}
