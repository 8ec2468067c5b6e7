import BenchmarkSupport
import Foundation

/// An authority and a server's certificate for loopback, made for one run.
///
/// Its keys are of P-256, because a signature of RSA costs the server more than all else in a handshake, and what is
/// measured are the clients.
struct Certificates {
  let authority: String
  let chain: String
  let key: String
  /// Chain and key in one file, as haproxy wants it.
  let bundle: String

  init(in directory: URL) throws {
    func path(_ name: String) -> String { directory.appending(path: name).path }
    authority = path("authority.pem")
    chain = path("server.pem")
    key = path("server.key")
    bundle = path("bundle.pem")
    let newKey = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"]
    try ChildProcess.run(
      ["openssl", "req", "-x509", "-subj", "/CN=Benchmark CA", "-keyout", path("authority.key"), "-out", authority]
        + newKey + ["-addext", "keyUsage=critical,keyCertSign"], directory: directory)
    try ChildProcess.run(
      ["openssl", "req", "-new", "-subj", "/CN=localhost", "-keyout", key, "-out", path("server.csr")]
        + newKey.dropLast(2),
      directory: directory)
    try """
    subjectAltName = DNS:localhost,IP:127.0.0.1
    basicConstraints = critical,CA:false
    keyUsage = critical,digitalSignature
    extendedKeyUsage = serverAuth

    """.write(toFile: path("server.cnf"), atomically: true, encoding: .utf8)
    try ChildProcess.run(
      [
        "openssl", "x509", "-req", "-in", path("server.csr"), "-CA", authority, "-CAkey", path("authority.key"),
        "-set_serial", "2", "-days", "2", "-extfile", path("server.cnf"), "-out", chain,
      ], directory: directory)
    let both = try String(contentsOfFile: chain, encoding: .utf8) + String(contentsOfFile: key, encoding: .utf8)
    try both.write(toFile: bundle, atomically: true, encoding: .utf8)
  }
}
