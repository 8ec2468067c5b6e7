import NIOCore
public import TLSWire

extension HelloShape {
  /// Reads the lists of a hello. A list that is malformed counts as empty.
  public init(_ hello: ClientHello) {
    var reading = Reading()
    let suites = reading.meaningful(hello.cipherSuites.map(\.rawValue))
    let types = reading.meaningful(hello.extensions.map(\.type))
    self.init(legacyVersion: hello.legacyVersion, cipherSuites: suites, extensions: types)
    for item in hello.extensions {
      switch item.type {
      case HelloExtension.supportedGroups: groups = reading.codes(item.body, lengthBytes: 2)
      case HelloExtension.pointFormats: pointFormats = Reading.bytes(item.body)
      case HelloExtension.signatureAlgorithms: signatureAlgorithms = reading.codes(item.body, lengthBytes: 2)
      case HelloExtension.supportedVersions: versions = reading.codes(item.body, lengthBytes: 1)
      case HelloExtension.applicationProtocols: firstALPN = reading.firstProtocol(item.body)
      default: break
      }
    }
    hasGREASE = reading.hasGREASE
  }

  /// Reads lists, and notes whether values were left out that mean nothing.
  private struct Reading {
    var hasGREASE = false

    mutating func meaningful(_ codes: [UInt16]) -> [UInt16] {
      let kept = codes.filter { !TLSVersion(rawValue: $0).isGREASE }
      if kept.count < codes.count { hasGREASE = true }
      return kept
    }

    /// A list of two-byte codes behind its length.
    mutating func codes(_ body: ByteBuffer, lengthBytes: Int) -> [UInt16] {
      var body = body
      let length = lengthBytes == 1 ? body.readInteger(as: UInt8.self).map(Int.init) : Self.length(&body)
      guard let length, length == body.readableBytes, length.isMultiple(of: 2) else { return [] }
      var codes: [UInt16] = []
      codes.reserveCapacity(length / 2)
      while let code = body.readInteger(as: UInt16.self) { codes.append(code) }
      return meaningful(codes)
    }

    static func bytes(_ body: ByteBuffer) -> [UInt8] {
      var body = body
      guard let length = body.readInteger(as: UInt8.self), Int(length) == body.readableBytes else { return [] }
      return Array(body.readableBytesView)
    }

    mutating func firstProtocol(_ body: ByteBuffer) -> [UInt8] {
      var body = body
      guard let length = Self.length(&body), length == body.readableBytes else { return [] }
      while let count = body.readInteger(as: UInt8.self), let name = body.readBytes(length: Int(count)) {
        guard name.count == 2, let code = ByteBuffer(bytes: name).getInteger(at: 0, as: UInt16.self),
          TLSVersion(rawValue: code).isGREASE
        else { return name }
        hasGREASE = true
      }
      return []
    }

    private static func length(_ body: inout ByteBuffer) -> Int? {
      body.readInteger(as: UInt16.self).map(Int.init)
    }
  }
}
