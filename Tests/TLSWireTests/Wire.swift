import NIOCore
import TestSupport

@testable import TLSWire

/// Makes records and messages, right and wrong ones.
enum Wire {
  static func record(_ type: ContentType, _ body: [UInt8], version: UInt16 = 0x0303) -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.writeInteger(type.rawValue)
    buffer.writeInteger(version)
    buffer.writeVector(lengthBytes: 2) { $0.writeBytes(body) }
    return buffer
  }

  static func message(_ type: HandshakeType, _ body: [UInt8] = []) -> [UInt8] {
    var buffer = ByteBuffer()
    buffer.writeInteger(type.rawValue)
    buffer.writeVector(lengthBytes: 3) { $0.writeBytes(body) }
    return Array(buffer.readableBytesView)
  }

  static func handshake(_ type: HandshakeType, _ body: [UInt8] = []) -> ByteBuffer {
    record(.handshake, message(type, body))
  }

  static func alert(_ level: UInt8, _ description: UInt8) -> ByteBuffer {
    record(.alert, [level, description])
  }

  static let changeCipherSpec = record(.changeCipherSpec, [1])

  static let retryRandom: [UInt8] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
  ]

  struct Extension {
    var type: UInt16
    var body: [UInt8]

    static func supportedVersion(_ version: UInt16) -> Extension {
      Extension(type: 43, body: bytes(version))
    }
    static func keyShare(_ group: UInt16) -> Extension {
      Extension(type: 51, body: bytes(group) + [0, 2, 7, 7])
    }
    static func retryGroup(_ group: UInt16) -> Extension {
      Extension(type: 51, body: bytes(group))
    }
    static func preSharedKey(_ index: UInt16) -> Extension {
      Extension(type: 41, body: bytes(index))
    }
  }

  static func bytes(_ value: UInt16) -> [UInt8] {
    [UInt8(value >> 8), UInt8(value & 0xFF)]
  }

  static func serverHello(
    version: UInt16 = 0x0303, random: [UInt8] = Array(repeating: 9, count: 32), sessionID: [UInt8] = [],
    suite: UInt16 = 0xC02F, extensions: [Extension] = []
  ) -> [UInt8] {
    var body = ByteBuffer()
    body.writeInteger(version)
    body.writeBytes(random)
    body.writeVector(lengthBytes: 1) { $0.writeBytes(sessionID) }
    body.writeInteger(suite)
    body.writeInteger(UInt8(0))
    if !extensions.isEmpty {
      body.writeVector(lengthBytes: 2) { block in
        for item in extensions {
          block.writeInteger(item.type)
          block.writeVector(lengthBytes: 2) { $0.writeBytes(item.body) }
        }
      }
    }
    return Array(body.readableBytesView)
  }

  static func clientHello(
    _ versions: [TLSVersion] = [.tls12], suites: [UInt16] = [0x1301, 0xC02F, 0x002F], sessionID: [UInt8] = [],
    extra: [TLSExtension] = []
  ) -> ClientHello {
    var generator = SeededGenerator(seed: 7)
    var hello = ClientHello.probe(
      versions: versions, cipherSuites: suites.map(CipherSuite.init(rawValue:)), groups: [.x25519, .secp384r1],
      serverName: "mail.example.com", alpnProtocols: [], using: &generator)
    hello.sessionID = ByteBuffer(bytes: sessionID)
    hello.extensions += extra
    return hello
  }
}

extension HandshakeObserver {
  /// An observer that has seen a client's hello.
  init(after hello: ClientHello) {
    self.init()
    observe(hello.encode(), from: .client)
  }

  mutating func observeServer(_ type: HandshakeType, _ body: [UInt8] = []) {
    observe(Wire.handshake(type, body), from: .server)
  }
}
