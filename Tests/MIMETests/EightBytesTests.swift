import Testing

@testable import MIME

@Suite("Eight bytes at once")
struct EightBytesTests {
  /// What lies before, beside and after the byte that is asked for, where a carry could come from.
  private static let neighbours: [UInt8] = [0, 1, 0x0A, 0x0D, 0x20, 0x7E, 0x7F, 0x80, 0x81, 0xFE, 0xFF]

  private static func eight(_ bytes: [UInt8]) -> EightBytes {
    bytes.withUnsafeBytes { EightBytes($0, at: 1) }
  }

  @Test("each byte is told from each other, wherever it stands and whatever stands beside it", arguments: 0..<8)
  func marks(_ place: Int) {
    for neighbour in Self.neighbours {
      for byte in 0...UInt8.max {
        var bytes = [UInt8](repeating: neighbour, count: 8)
        bytes[place] = byte
        let eight = Self.eight([0xFF] + bytes)
        for asked in [0, 0x0A, 0x0D, 0x3D, 0x7F, 0x80, 0xFF] as [UInt8] {
          #expect(eight.marks(of: asked).first == bytes.firstIndex(of: asked) ?? 8)
        }
        for limit in [1, 0x20, 0x21, 0x80] as [UInt8] {
          #expect(eight.marks(below: limit).first == bytes.firstIndex { $0 < limit } ?? 8)
        }
        #expect(eight.beyondASCII.first == bytes.firstIndex { $0 > 0x7F } ?? 8)
      }
    }
  }

  @Test("marks join, move on by one, and know whether the last is one of them")
  func combinations() {
    let eight = Self.eight(Array("-ab=cd=ef".utf8))
    let equals = eight.marks(of: UInt8(ascii: "="))
    #expect(equals.first == 2)
    #expect(equals.union(eight.marks(of: UInt8(ascii: "b"))).first == 1)
    #expect(equals.following(isFirstIncluded: false).first == 3)
    #expect(equals.following(isFirstIncluded: true).first == 0)
    #expect(!equals.includesLast)
    #expect(eight.marks(of: UInt8(ascii: "f")).includesLast)
    #expect(eight.marks(of: UInt8(ascii: "f")).following(isFirstIncluded: false).isEmpty)
  }

  @Test("they are written as they were")
  func storing() {
    var target = [UInt8](repeating: 0, count: 10)
    target.withUnsafeMutableBytes { Self.eight([9, 1, 2, 3, 4, 5, 6, 7, 8]).store(in: $0, at: 1) }
    #expect(target == [0, 1, 2, 3, 4, 5, 6, 7, 8, 0])
  }
}
