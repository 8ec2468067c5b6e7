import BenchmarkSupport
import Foundation

/// A program that takes TLS 1.3 and passes what is in it to smtp-sink: the same one for all clients.
///
/// It gives out no tickets, so that each handshake is a full one.
struct Terminator {
  enum Program: String, Sendable {
    case haproxy
    case stunnel
  }

  let program: Program
  let port: Int
  let process: ChildProcess

  init(_ program: Program, to sinkPort: Int, certificates: Certificates, directory: URL) throws {
    self.program = program
    port = try LoopbackServer.freePort()
    let file = directory.appending(path: "\(program.rawValue).conf").path
    let text =
      switch program {
      case .haproxy: Self.haproxy(port: port, sinkPort: sinkPort, certificates)
      case .stunnel: Self.stunnel(port: port, sinkPort: sinkPort, certificates)
      }
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let words = program == .haproxy ? ["haproxy", "-db", "-f", file] : ["stunnel4", file]
    process = try ChildProcess(words, directory: directory)
    try LoopbackServer.waitForListener(on: port, of: process)
  }

  func version(directory: URL) -> String {
    guard program == .haproxy else { return "stunnel" }
    let output = (try? ChildProcess.run(["haproxy", "-v"], directory: directory).output) ?? "haproxy"
    return String(output.prefix { $0 != "\n" }.prefix { $0 != "-" })
  }

  private static func haproxy(port: Int, sinkPort: Int, _ certificates: Certificates) -> String {
    """
    global
      maxconn 4000
      ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets
      tune.ssl.cachesize 0
      tune.bufsize 65536
    defaults
      mode tcp
      timeout connect 10s
      timeout client 120s
      timeout server 120s
    listen sink
      bind 127.0.0.1:\(port) ssl crt \(certificates.bundle) backlog 2048
      server sink 127.0.0.1:\(sinkPort) maxconn 4000

    """
  }

  private static func stunnel(port: Int, sinkPort: Int, _ certificates: Certificates) -> String {
    """
    foreground = yes
    pid =
    debug = 3
    socket = l:TCP_NODELAY=1
    socket = r:TCP_NODELAY=1
    sslVersionMin = TLSv1.3
    options = NO_TICKET
    sessionCacheSize = 1
    [sink]
    accept = 127.0.0.1:\(port)
    connect = 127.0.0.1:\(sinkPort)
    cert = \(certificates.bundle)

    """
  }
}
