public import NIOCore

extension ClientHello {
  /// The hello as it goes on the wire: one handshake message, in as many records as it needs.
  ///
  /// What does not fit its field is cut off at the field's limit, such as a session ID of more than 32 bytes.
  public func encode() -> ByteBuffer {
    var message = ByteBuffer()
    message.writeInteger(HandshakeType.clientHello.rawValue)
    message.writeVector(lengthBytes: 3) { body in
      body.writeInteger(legacyVersion.rawValue)
      body.writeBytes(random.readableBytesView.prefix(32))
      body.writeVector(lengthBytes: 1) { $0.writeBytes(sessionID.readableBytesView.prefix(32)) }
      body.writeVector(lengthBytes: 2) { $0.writeCodes(cipherSuites.lazy.map(\.rawValue).prefix(0x7FFF)) }
      body.writeVector(lengthBytes: 1) { $0.writeInteger(UInt8(0)) }
      if !extensions.isEmpty {
        body.writeVector(lengthBytes: 2) { block in
          for item in extensions where block.readableBytes + 4 + item.body.readableBytes <= 0xFFFF {
            block.writeInteger(item.type)
            block.writeVector(lengthBytes: 2) { $0.writeImmutableBuffer(item.body) }
          }
        }
      }
    }

    var records = ByteBuffer()
    while let fragment = message.readSlice(length: min(message.readableBytes, 1 << 14)), fragment.readableBytes > 0 {
      records.writeInteger(ContentType.handshake.rawValue)
      records.writeInteger(recordVersion.rawValue)
      records.writeVector(lengthBytes: 2) { $0.writeImmutableBuffer(fragment) }
    }
    return records
  }
}
