import Foundation

/// Whether both programs said the same: how many connections agreed on which version and which cipher suite.
struct Agreement: CustomStringConvertible {
  private let sealpost: [String: Int]
  private let tshark: [String: Int]

  init(sealpost: Data, tshark: Data) throws {
    let document = try JSONSerialization.jsonObject(with: sealpost) as? [String: Any]
    var own: [String: Int] = [:]
    for case let connection as [String: Any] in document?["connections"] as? [Any] ?? [] {
      guard let tls = connection["tls"] as? [String: Any], let version = tls["version"] as? String else { continue }
      own[version, default: 0] += 1
    }
    var streams: [Substring: String] = [:]
    for line in String(decoding: tshark, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 8 else { continue }
      // A stream's last ServerHello counts: a HelloRetryRequest comes before it.
      streams[fields[0]] = Self.names[fields[6].isEmpty ? fields[5] : fields[6]] ?? "other"
    }
    self.sealpost = own
    self.tshark = streams.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static let names: [Substring: String] = [
    "0x0301": "TLSv1.0", "0x0302": "TLSv1.1", "0x0303": "TLSv1.2", "0x0304": "TLSv1.3",
  ]

  var description: String {
    let text = sealpost.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    return sealpost == tshark ? "both say \(text)" : "none: sealpost says \(text), tshark \(tshark)"
  }
}
