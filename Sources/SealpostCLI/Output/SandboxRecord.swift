import MailDiagnosis
import MailSandbox
import NIOCore
import SMTPCore
import SMTPReceiving
import TLSWire

/// Something that happened in a sandbox: a line for people, or a line of JSON.
struct SandboxRecord: Encodable {
  private let event: SandboxEvent

  init(_ event: SandboxEvent) {
    self.event = event
  }

  /// For people.
  var sheet: Sheet {
    var sheet = Sheet()
    switch event {
    case .connected(let connection, let client):
      sheet.row(Self.label(connection), "connected from \(client)")
    case .tlsEstablished(let connection, let tls):
      sheet.row(Self.label(connection), "\(tls)", .strong)
      let offered = tls.offeredVersions.map(\.description).joined(separator: ", ")
      sheet.row("", "read off the wire; the client offered \(offered) for \(tls.serverName ?? "no server name")")
    case .rejected(let connection, let stage, let reply):
      sheet.row(Self.label(connection), "rejected at \(stage.rawValue): \(reply)", .warning)
    case .dropped(let connection, let stage):
      sheet.row(Self.label(connection), "dropped at \(stage?.rawValue ?? "the TLS handshake")", .warning)
    case .stored(let message):
      let size = ByteCount.text(message.content.readableBytes)
      let recipients = message.recipients.map { "<\($0)>" }.joined(separator: ", ")
      let place = message.file.map { ", \($0)" } ?? ""
      sheet.row(
        Self.label(message.connection),
        "message \(message.number) kept: \(message.sender) to \(recipients), \(size)\(place)", .good)
    case .closed(let transcript):
      // A handshake that failed has told of its evidence nowhere else.
      if transcript.end.kind == .tlsFailed, let tls = transcript.tls {
        let offered = tls.offeredVersions.map(\.description).joined(separator: ", ")
        sheet.row(Self.label(transcript.id), "\(tls); the client offered \(offered)", .warning)
      }
      let detail = transcript.end.detail.map { ": \($0)" } ?? ""
      sheet.row(Self.label(transcript.id), "ended, \(transcript.end.kind.text)\(detail)")
    }
    return sheet
  }

  private static func label(_ connection: Int) -> String { "#\(connection)" }

  private enum CodingKeys: String, CodingKey {
    case event, connection, client, tls, stage, reply, message, file, transcript
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch event {
    case .connected(let connection, let client):
      try container.encode("connected", forKey: .event)
      try container.encode(connection, forKey: .connection)
      try container.encode(client, forKey: .client)
    case .tlsEstablished(let connection, let tls):
      try container.encode("tls", forKey: .event)
      try container.encode(connection, forKey: .connection)
      try container.encode(tls, forKey: .tls)
    case .rejected(let connection, let stage, let reply):
      try container.encode("rejected", forKey: .event)
      try container.encode(connection, forKey: .connection)
      try container.encode(stage.rawValue, forKey: .stage)
      try container.encode(reply, forKey: .reply)
    case .dropped(let connection, let stage):
      try container.encode("dropped", forKey: .event)
      try container.encode(connection, forKey: .connection)
      try container.encode(stage?.rawValue ?? "tls", forKey: .stage)
    case .stored(let message):
      try container.encode("stored", forKey: .event)
      try container.encode(message.connection, forKey: .connection)
      try container.encode(message, forKey: .message)
      try container.encode(message.file, forKey: .file)
    case .closed(let transcript):
      try container.encode("closed", forKey: .event)
      try container.encode(transcript.id, forKey: .connection)
      try container.encode(transcript, forKey: .transcript)
    }
  }
}

extension ConnectionTranscript.End.Kind {
  fileprivate var text: String {
    switch self {
    case .quit: "the client said QUIT"
    case .clientClosed: "the client closed it"
    case .serverClosed: "closed after the reply"
    case .dropped: "closed without a word"
    case .timedOut: "it timed out"
    case .protocolViolation: "the client broke the protocol"
    case .tlsFailed: "there was no TLS"
    case .shutDown: "the sandbox was stopped"
    }
  }
}
