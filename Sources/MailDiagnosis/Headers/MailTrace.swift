import Foundation

/// The way of a message, as its header tells it.
///
/// A field proves only what its writer saw, and only where its writer is trusted: whoever handed the message over could
/// have written every field below the first one of a trusted server.
public struct MailTrace: Sendable, Hashable {
  /// The most bytes of a header that are read: 16 MiB.
  public static let maximumSize = HeaderScanner.maximumSize

  /// From the first step to the last: from the lowest field to the topmost.
  public let hops: [Hop]
  /// Fields of the header that were read.
  public let fieldCount: Int
  /// Lines among them that are no field.
  public let passedOver: Int
  /// Whether the header was too long to be read to its end.
  public let isCut: Bool

  /// Reads a header; what follows it, if anything does, is left alone.
  /// - Parameters:
  ///   - bytes: a message, or a header alone.
  ///   - trusted: the names of servers whose fields are believed, or domains of such. Without any, the server that wrote
  ///     the topmost field is, and those of its domain.
  public init(_ bytes: [UInt8], trusted: [String] = []) {
    let scanner = HeaderScanner(bytes)
    fieldCount = scanner.fields.count
    passedOver = scanner.passedOver
    isCut = scanner.isCut
    let received = scanner.fields.filter { $0.name.lowercased() == "received" }.reversed()
    var hops = received.enumerated().map { index, field in
      Hop(number: index + 1, field: ReceivedField(field.value), role: .relay, isTrusted: false)
    }
    Self.setDelays(&hops)
    Self.setRoles(&hops)
    Self.setTrust(&hops, trusted)
    self.hops = hops
  }

  /// The step at which the message was submitted; `nil` where no field speaks of it.
  public var submission: Hop? { hops.first { $0.role == .submission } }

  private static func setDelays(_ hops: inout [Hop]) {
    for index in hops.indices.dropFirst() {
      guard let before = hops[index - 1].field.date, let date = hops[index].field.date else { continue }
      hops[index].delay = date.timeIntervalSince(before)
    }
  }

  /// The first step that is not a pickup is the submission, if its writer speaks of clients at all.
  private static func setRoles(_ hops: inout [Hop]) {
    guard let first = hops.firstIndex(where: { !$0.field.isLocal && $0.field.keyword?.isLocalDelivery != true }) else {
      for index in hops.indices { hops[index].role = .pickup }
      return
    }
    for index in hops.indices.prefix(upTo: first) { hops[index].role = .pickup }
    // Between Exchange's own servers the TLS is Microsoft's: only the front end speaks of the client.
    if hops[first].field.speaksOfClient { hops[first].role = .submission }
  }

  private static func setTrust(_ hops: inout [Hop], _ names: [String]) {
    let top = hops.last?.field.by?.domain
    let trusted = names.isEmpty ? [top].compactMap { $0 } : names.map(\.bareDomain)
    for index in hops.indices.reversed() {
      guard let host = hops[index].field.by?.lowercased(),
        trusted.contains(where: { host == $0 || host.hasSuffix(".\($0)") })
      else { return }
      hops[index].isTrusted = true
    }
  }
}

extension ReceivedField {
  /// Whether the writer's client can be the program, or the first server on its way.
  var speaksOfClient: Bool {
    guard product == .exchange else { return true }
    return via?.lowercased().hasPrefix("frontend transport") == true || via == nil && tls?.version == nil
  }
}

extension String {
  /// The domain that is meant by `.example.com`, `*.example.com` and `example.com.` as well.
  fileprivate var bareDomain: String {
    String(lowercased().drop { $0 == "*" || $0 == "." }.reversed().drop { $0 == "." }.reversed())
  }

  /// The registered domain of a host name, as far as that can be guessed: two labels, three where the second stands for
  /// what a country sorts its names by, such as `co`. An address has none, and is itself.
  ///
  /// Such labels are short, and too many to list. A company's short name is taken for one as well: that trusts too few
  /// servers, and the other way round it would be everybody's.
  fileprivate var domain: String {
    let labels = lowercased().split(separator: ".")
    guard labels.count > 2, let last = labels.last, !last.allSatisfy(\.isNumber) else { return lowercased() }
    let second = labels[labels.count - 2]
    let count = last.count == 2 && (second.count <= 3 || ["gouv", "govt", "asso", "asn"].contains(second)) ? 3 : 2
    return labels.suffix(count).joined(separator: ".")
  }
}
