public import SMTPCore
public import SMTPReceiving
public import TLSWire

/// Something that happened in a sandbox, as it is shown to a person who watches it.
public enum SandboxEvent: Sendable {
  /// A client connected. Connections are counted from 1.
  case connected(connection: Int, client: String)
  /// The handshake is finished; the evidence was read from the wire.
  case tlsEstablished(connection: Int, TLSEvidence)
  /// A rule or the script answered with a negative reply.
  case rejected(connection: Int, stage: SandboxScript.Stage, Reply)
  /// The script closed the connection without a word; the stage is nil for a TLS handshake.
  case dropped(connection: Int, stage: SandboxScript.Stage?)
  /// A message was stored.
  case stored(SandboxMessage)
  /// A connection ended. Its evidence is here too where the handshake failed.
  case closed(ConnectionTranscript)
}
