import MailDiagnosis

/// What a sandbox has seen by its end.
struct SandboxSummary: Encodable {
  private let event = "stopped"
  let connections: Int
  let messages: Int

  init(connections: Int, messages: Int) {
    self.connections = connections
    self.messages = messages
  }

  private enum CodingKeys: String, CodingKey {
    case event, connections, messages
  }

  /// For people.
  var sheet: Sheet {
    var sheet = Sheet()
    sheet.gap()
    sheet.line(
      "Stopped after \(connections) connection\(connections == 1 ? "" : "s") and \(messages) message\(messages == 1 ? "" : "s").",
      .strong)
    return sheet
  }
}
