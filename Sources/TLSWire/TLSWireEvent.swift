/// What a ``WireObserver`` has learnt; it comes through the pipeline as a user inbound event.
public enum TLSWireEvent: Sendable, Hashable {
  /// The version, the cipher suite and, where it can be seen, the key exchange are known.
  case decided(TLSEvidence)
  /// This is no handshake that can be right; the evidence says what was known by then.
  case failed(TLSWireError, TLSEvidence)
  /// One side sent an alert in the clear.
  case alert(ObservedAlert, TLSEvidence)
}
