import TLSWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ObservedConnection: Encodable {
  private enum CodingKeys: String, CodingKey {
    case client, server, began, duration, bytes, opening, startTLS, startTLSReply, tls, helloRetryRequest
    case recordVersions, alerts, encryptedAlertFrom, complete, ended, beginsInTheMiddle, gaps, dialogue, omittedLines
    case error, findings, fingerprint, library
  }

  private struct Count: Encodable {
    let fromClient: Int
    let fromServer: Int
  }

  private struct Alert: Encodable {
    let from: TLSEndpoint
    let description: AlertDescription
  }

  private struct End: Encodable {
    let by: TLSEndpoint
    let reset: Bool
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(client, forKey: .client)
    try container.encode(server, forKey: .server)
    try container.encode(began, forKey: .began)
    try container.encode(duration, forKey: .duration)
    try container.encode(Count(fromClient: bytesFromClient, fromServer: bytesFromServer), forKey: .bytes)
    try container.encode(opening, forKey: .opening)
    try container.encode(startTLS, forKey: .startTLS)
    try container.encodeIfPresent(startTLSReply, forKey: .startTLSReply)
    try container.encode(tls, forKey: .tls)
    try container.encode(fingerprint, forKey: .fingerprint)
    try container.encode(library, forKey: .library)
    try container.encode(hasHelloRetryRequest, forKey: .helloRetryRequest)
    try container.encode(recordVersions, forKey: .recordVersions)
    try container.encode(alerts.map { Alert(from: $0.from, description: $0.alert.description) }, forKey: .alerts)
    try container.encodeIfPresent(encryptedAlertFrom, forKey: .encryptedAlertFrom)
    try container.encode(isHandshakeComplete, forKey: .complete)
    try container.encode(end, forKey: .ended)
    try container.encode(coverage.beginsInTheMiddle, forKey: .beginsInTheMiddle)
    try container.encode(coverage.hasGaps, forKey: .gaps)
    try container.encode(dialogue.map(\.description), forKey: .dialogue)
    if omittedLines > 0 { try container.encode(omittedLines, forKey: .omittedLines) }
    try container.encodeIfPresent(shownFailure, forKey: .error)
    try container.encode(findings, forKey: .findings)
  }

  /// A program may begin with its password: what it sent in place of TLS is not shown.
  private var shownFailure: String? {
    guard let failure else { return nil }
    let isPrivate = failure.code == .notTLS && failure.endpoint != .server
    return isPrivate ? "the client's bytes are not TLS" : failure.description
  }

  private var end: End? {
    switch ending {
    case .closed(let side): End(by: side, reset: false)
    case .reset(let side): End(by: side, reset: true)
    case nil: nil
    }
  }
}
