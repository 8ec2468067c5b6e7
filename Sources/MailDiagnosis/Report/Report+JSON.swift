extension Report: Encodable {
  private enum CodingKeys: String, CodingKey {
    case title, created, verdict, severity, facts, findings, connections, hops
  }

  private struct EncodedFact: Encodable {
    let label: String
    let value: String
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(title, forKey: .title)
    try container.encode(created, forKey: .created)
    try container.encode(verdict.text, forKey: .verdict)
    try container.encode(verdict.severity, forKey: .severity)
    try container.encode(facts.map { EncodedFact(label: $0.label, value: $0.value) }, forKey: .facts)
    try container.encode(findings, forKey: .findings)
    switch details {
    case .connections(let connections): try container.encode(connections, forKey: .connections)
    case .hops(let hops): try container.encode(hops, forKey: .hops)
    }
  }
}
