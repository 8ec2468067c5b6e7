/// The names of API 1.0. The compiler says what each is called now, and can rename it.
extension SMTPSecureSocket {
  @available(*, deprecated, renamed: "sslEnabled")
  public var secure: Bool {
    get { sslEnabled }
    set { sslEnabled = newValue }
  }

  @available(*, deprecated, renamed: "sslConnectionType")
  public var connectionType: SSLConnectionTypes {
    get { sslConnectionType }
    set { sslConnectionType = newValue }
  }

  @available(*, deprecated, renamed: "smtpConnectionType")
  public var smtpConnectionMode: SMTPConnectionTypes {
    get { smtpConnectionType }
    set { smtpConnectionType = newValue }
  }

  @available(*, deprecated, renamed: "lastErrorNumber")
  public var lastErrorCode: Int { lastErrorNumber }

  @available(*, deprecated, renamed: "SSLConnectionTypes.sslv23")
  public static var sslv23: SSLConnectionTypes { .sslv23 }

  @available(*, deprecated, renamed: "SSLConnectionTypes.tlsv1")
  public static var tlsv1: SSLConnectionTypes { .tlsv1 }

  @available(*, deprecated, renamed: "SSLConnectionTypes.tlsv11")
  public static var tlsv11: SSLConnectionTypes { .tlsv11 }

  @available(*, deprecated, renamed: "SSLConnectionTypes.tlsv12")
  public static var tlsv12: SSLConnectionTypes { .tlsv12 }

  @available(*, deprecated, renamed: "SMTPConnectionTypes.starttls")
  public static var modeSTARTTLS: SMTPConnectionTypes { .starttls }

  @available(*, deprecated, renamed: "SMTPConnectionTypes.ssltls")
  public static var modeSSLTLS: SMTPConnectionTypes { .ssltls }
}

extension EmailQueue {
  @available(*, deprecated, renamed: "add(_:)")
  public func addRow(_ email: EmailMessage) {
    add(email)
  }
}
