/// What the hellos of one connection say, as tshark reads them from a capture.
struct CapturedHandshake: Sendable, Equatable {
  /// A code point of the TLS registry with the name that tshark gives it.
  struct Named: Sendable, Equatable {
    let code: UInt16
    let name: String
  }

  let clientPort: Int
  let serverPort: Int
  /// From the ClientHello's supported_versions, else its legacy version alone.
  fileprivate(set) var offeredVersions: [UInt16] = []
  fileprivate(set) var serverName: String?
  /// From the ServerHello's supported_versions, else its legacy version; `nil` where no ServerHello came.
  fileprivate(set) var version: UInt16?
  fileprivate(set) var cipherSuite: Named?
  /// The group of the ServerHello's key share, or of the ServerKeyExchange's named curve.
  fileprivate(set) var group: Named?
  fileprivate(set) var helloRetryRequest = false
  /// Unencrypted alerts, in order.
  fileprivate(set) var alerts: [Alert] = []

  struct Alert: Sendable, Equatable {
    let fromServer: Bool
    let code: UInt16
  }

  /// Reads the connections of a capture file in the order in which they began.
  /// - Parameter preferences: settings of tshark besides its own, such as `tcp.reassemble_out_of_order:TRUE`.
  static func read(
    file: String, ports: [Int: Tshark.Service], preferences: [String] = []
  ) async throws -> [CapturedHandshake] {
    let decoding = ports.sorted { $0.key < $1.key }.flatMap { ["-d", "tcp.port==\($0.key),\($0.value.rawValue)"] }
    // Columns of one's own are the only fields that tshark prints by name instead of by number.
    let columns = CapturedFrame.Field.named.flatMap { [$0.rawValue, "%Cus:\($0.source):0:R"] }
    let format = columns.map { "\"\($0)\"" }.joined(separator: ",")
    let result = try await LocalProcess.run(
      "tshark",
      ["-r", file, "-n"] + decoding + preferences.flatMap { ["-o", $0] } + [
        "-Y", "tls.handshake.type == 1 or tls.handshake.type == 2 or tls.handshake.type == 12 or tls.alert_message",
        "-o", "gui.column.format:\(format)", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a",
      ] + CapturedFrame.Field.allCases.flatMap { ["-e", $0.source(inColumns: true)] })

    var order: [Int] = []
    var handshakes: [Int: CapturedHandshake] = [:]
    for line in result.output.lines {
      guard let frame = CapturedFrame(line), let stream = frame.number(.stream),
        let source = frame.number(.sourcePort), let destination = frame.number(.destinationPort)
      else { continue }
      let fromServer = ports[source] != nil
      if handshakes[stream] == nil {
        order.append(stream)
        handshakes[stream] = CapturedHandshake(
          clientPort: fromServer ? destination : source, serverPort: fromServer ? source : destination)
      }
      handshakes[stream]?.add(frame, fromServer: fromServer)
    }
    return order.compactMap { handshakes[$0] }
  }

  private mutating func add(_ frame: CapturedFrame, fromServer: Bool) {
    for type in frame.codes(.handshakeType) {
      switch type {
      case 1: addClientHello(frame)
      case 2: addServerHello(frame)
      case 12: group = frame.named(.curve, by: .curveName).last ?? group
      default: break
      }
    }
    alerts += frame.codes(.alert).map { Alert(fromServer: fromServer, code: $0) }
  }

  private mutating func addClientHello(_ frame: CapturedFrame) {
    let offered = frame.codes(.supportedVersions)
    offeredVersions = offered.isEmpty ? frame.codes(.legacyVersion) : offered
    serverName = frame.texts(.serverName).first
  }

  private mutating func addServerHello(_ frame: CapturedFrame) {
    guard frame.texts(.random) != [Self.helloRetryRequestRandom] else {
      helloRetryRequest = true
      return
    }
    version = frame.codes(.supportedVersions).first ?? frame.codes(.legacyVersion).first
    cipherSuite = frame.named(.cipherSuites, by: .cipherSuiteNames).first
    group = frame.named(.keyShareGroups, by: .keyShareGroupNames).first
  }

  /// The random value that makes a ServerHello a HelloRetryRequest (RFC 8446, 4.1.3).
  private static let helloRetryRequestRandom = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
}
