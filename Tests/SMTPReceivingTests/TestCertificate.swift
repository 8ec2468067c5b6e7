import NIOSSL
import SMTPReceiving
import TLSWire

/// A self-signed certificate for `mx.test`, made for these tests with OpenSSL; it is valid for a hundred years.
enum TestCertificate {
  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBjzCCATWgAwIBAgIUGF4Er+vIGwW8E5+piRbKU61Bs/8wCgYIKoZIzj0EAwIw
    EjEQMA4GA1UEAwwHbXgudGVzdDAgFw0yNjExMjQwNDI2MDNaGA8yMTI2MTAzMTA0
    MjYwM1owEjEQMA4GA1UEAwwHbXgudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEH
    A0IABBLNBnKa+tFjit1clvw+Z13TruW+YEd46KYTKmzmGQxkcBgCVus3Kq5uey+T
    ww436WuyFIwqIX6lAlGGETMpfpWjZzBlMB0GA1UdDgQWBBThiO61u6FK97gZtpwn
    5FfGECYHNzAfBgNVHSMEGDAWgBThiO61u6FK97gZtpwn5FfGECYHNzAPBgNVHRMB
    Af8EBTADAQH/MBIGA1UdEQQLMAmCB214LnRlc3QwCgYIKoZIzj0EAwIDSAAwRQIh
    ALFcmLUSko24nzUhdl/BRIwfDRwn6vTTIefOXBSosDhxAiBp9MdVTY+tM6VKD0TK
    jKqzUGKFA/kYqCA81zk4ZE+h+w==
    -----END CERTIFICATE-----
    """

  static let privateKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmENGifjR1lLNJKPe
    L8q3uty0h0Qp3vnoyUrF7545o4GhRANCAAQSzQZymvrRY4rdXJb8Pmdd067lvmBH
    eOimEyps5hkMZHAYAlbrNyqubnsvk8MON+lrshSMKiF+pQJRhhEzKX6V
    -----END PRIVATE KEY-----
    """

  static func tls() throws -> ServerTLS {
    var tls = ServerTLS(
      certificateChain: [.certificate(try NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem))],
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(privateKey.utf8), format: .pem)))
    tls.minimumVersion = .tls10
    return tls
  }
}
