import Foundation
import NIOCore
import NIOPosix

/// Captures loopback traffic with tshark and reads the TLS handshakes in it.
struct Tshark: Sendable {
  /// How the connections to a port begin.
  enum Service: String, Sendable {
    /// With SMTP, then STARTTLS.
    case startTLS = "smtp"
    /// With TLS.
    case implicitTLS = "tls"
  }

  /// What one connection's hellos say, as tshark reads them.
  static func handshakes<Value>(
    on ports: [Int: Service],
    isolation: isolated (any Actor)? = #isolation,
    during body: () async throws -> Value
  ) async throws -> (Value, [CapturedHandshake]) {
    try await TemporaryDirectory.with { directory in
      let file = directory.path("capture.pcapng")
      let value = try await capture(to: file, ports: ports.keys.sorted(), during: body)
      return (value, try await CapturedHandshake.read(file: file, ports: ports))
    }
  }

  /// Captures the TCP traffic of these ports of 127.0.0.1 into a file while `body` runs; all that `body` sent and
  /// received is in the file.
  ///
  /// A marker packet is sent before `body` and another after it, and each is awaited in tshark's own output, so that the
  /// capture is known to be on and nothing is left in a buffer.
  static func capture<Value>(
    to file: String,
    ports: [Int],
    isolation: isolated (any Actor)? = #isolation,
    during body: () async throws -> Value
  ) async throws -> Value {
    let marker = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      let value = try await capture(to: file, ports: ports, marker: marker, during: body)
      try await marker.close()
      return value
    } catch {
      try? await marker.close()
      throw error
    }
  }

  private static func capture<Value>(
    to file: String, ports: [Int], marker: any Channel, isolation: isolated (any Actor)? = #isolation,
    during body: () async throws -> Value
  ) async throws -> Value {
    guard let markerAddress = marker.localAddress, let markerPort = markerAddress.port else {
      throw ChannelError.unknownLocalAddress
    }
    let filter = (ports.map { "tcp port \($0)" } + ["udp port \(markerPort)"]).joined(separator: " or ")
    let arguments = [
      "-i", loopback, "-n", "-f", filter, "-w", file, "-P", "-l",
      "-T", "fields", "-e", "data",
    ]
    return try await LocalProcess.with("tshark", arguments) { process in
      try await process.errors.line(containing: "Capture started")
      try await mark(to: markerAddress, on: marker, seenBy: process)
      let value = try await body()
      try await mark(to: markerAddress, on: marker, seenBy: process)
      return value
    }
  }

  /// Its text occurs nowhere else in the capture.
  private static func mark(
    to address: SocketAddress, on channel: any Channel, seenBy process: LocalProcess
  ) async throws {
    let text = UUID().uuidString
    try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: ByteBuffer(string: text)))
    try await process.output.line(containing: text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }

  private static var loopback: String {
    #if os(Linux)
      "lo"
    #else
      "lo0"
    #endif
  }
}
