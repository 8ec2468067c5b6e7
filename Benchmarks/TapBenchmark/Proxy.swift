import BenchmarkSupport
import Foundation

/// A proxy in a process of its own, between the benchmark's client and its server.
final class Proxy {
  let name: String
  let port: Int
  private let process: Process?

  private init(name: String, port: Int, process: Process?) {
    self.name = name
    self.port = port
    self.process = process
  }

  struct NotStarted: Error {
    let name: String
  }

  static func none(to port: Int) -> Proxy { Proxy(name: "direct", port: port, process: nil) }

  /// - Parameter bufferSize: what socat reads at once, in bytes; `nil` leaves its own 8,192.
  static func socat(to port: Int, bufferSize: Int? = nil) throws -> Proxy {
    let own = try freePort()
    let options = bufferSize.map { ["-b", "\($0)"] } ?? []
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/socat")
    process.arguments =
      options + ["TCP-LISTEN:\(own),bind=127.0.0.1,fork,reuseaddr,nodelay", "TCP:127.0.0.1:\(port),nodelay"]
    try process.run()
    for _ in 0..<500 {
      // It cannot say when it is ready. This connection ends at once, with its child.
      if let probe = try? Socket.connect(to: own) {
        probe.close()
        return Proxy(name: bufferSize.map { "socat -b \($0)" } ?? "socat", port: own, process: process)
      }
      usleep(10_000)
    }
    throw NotStarted(name: "socat")
  }

  static func tap(_ path: String, to port: Int) throws -> Proxy {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["tap", "--json", "--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:\(port)"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte.first != 0x0A { line += byte }
    guard let notice = try JSONSerialization.jsonObject(with: line) as? [String: Any], let own = notice["port"] as? Int
    else { throw NotStarted(name: path) }
    // What it tells after that has to be read, or it would wait.
    output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    return Proxy(name: "sealpost tap", port: own, process: process)
  }

  private static func freePort() throws -> Int {
    let (socket, port) = try Socket.listen()
    socket.close()
    return port
  }

  /// The resident memory of the process, in bytes.
  var residentMemory: Int? {
    guard let process,
      let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }

  func stop() {
    process?.terminate()
    process?.waitUntilExit()
  }
}
