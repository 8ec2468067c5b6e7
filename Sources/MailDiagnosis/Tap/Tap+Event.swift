extension Tap {
  /// Something that happened on a tap. Connections are numbered from 1, in the order in which they began.
  public enum Event: Sendable {
    /// A program connected from this address and port.
    case began(_ connection: Int, client: String)
    /// Something has become known of a connection.
    case observed(_ connection: Int, ConnectionAnalyzer.Event)
    /// A connection has ended.
    case ended(_ connection: Int, ObservedConnection)
    /// A program could not be let in, for the system's reason. The tap goes on.
    case notAccepted(reason: String)
  }
}
