import NIOCore

@testable import TLSWire

/// Takes the input for what two sides of a handshake send: pieces, each with two bytes before it, for the side and the length.
/// An observer that gets each piece byte by byte must learn the same.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  var input = ByteBuffer(bytes: UnsafeRawBufferPointer(start: data, count: size))
  var observer = HandshakeObserver(readsCertificates: true)
  var slow = HandshakeObserver(readsCertificates: true)
  while let head = input.readInteger(as: UInt16.self) {
    let side: TLSEndpoint = head & 0x8000 == 0 ? .client : .server
    let length = min(Int(head & 0x7FFF), input.readableBytes)
    guard var piece = input.readSlice(length: length) else { return 0 }
    let wasFinished = observer.isFinished
    observer.observe(piece, from: side)
    while let byte = piece.readSlice(length: 1) { slow.observe(byte, from: side) }
    precondition(observer.isFinished || !wasFinished, "what was decided is open again")
    precondition(observer.evidence == slow.evidence, "the cut makes a difference to the evidence")
    // Of what is no TLS at all, the error shows as much as came at once.
    precondition((observer.failure == nil) == (slow.failure == nil), "the cut makes a difference to the end")
    precondition(observer.alerts == slow.alerts, "the cut makes a difference to the alerts")
    precondition(
      observer.serverCertificates == slow.serverCertificates, "the cut makes a difference to the certificates")
  }
  precondition(!(observer.isDecided && observer.failure != nil), "decided and failed")
  _ = "\(observer.evidence)"
  return 0
}
