#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a file is that was given for a capture.
enum FileKind: Hashable {
  case empty
  case compressed(by: String)
  case text
  /// A capture of another program.
  case foreignCapture(String)

  /// - Parameter bytes: how the file begins; all of it where it is shorter than 64 bytes.
  init?(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else {
      self = .empty
      return
    }
    for (magic, kind) in Self.magics where bytes.starts(with: magic) {
      self = kind
      return
    }
    let controls = bytes.count { ($0 < 0x20 || $0 == 0x7F) && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    // Its last character may go on behind these bytes.
    let isUTF8 = (0...3).contains { String(bytes: bytes.dropLast($0), encoding: .utf8) != nil }
    guard controls == 0, isUTF8 else { return nil }
    self = .text
  }

  private static let magics: [([UInt8], FileKind)] = [
    ([0x1F, 0x8B], .compressed(by: "gzip")),
    ([0x28, 0xB5, 0x2F, 0xFD], .compressed(by: "zstd")),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .compressed(by: "xz")),
    ([0x42, 0x5A, 0x68], .compressed(by: "bzip2")),
    ([0x04, 0x22, 0x4D, 0x18], .compressed(by: "lz4")),
    ([0x50, 0x4B, 0x03, 0x04], .compressed(by: "zip")),
    (Array("snoop\0\0\0".utf8), .foreignCapture("snoop")),
    ([0x47, 0x4D, 0x42, 0x55], .foreignCapture("Microsoft Network Monitor")),
  ]

  var isCompressed: Bool {
    switch self {
    case .compressed, .foreignCapture: true
    case .empty, .text: false
    }
  }

  /// To follow the name of the file.
  var sentence: String {
    switch self {
    case .empty: "is empty"
    case .compressed(let program):
      "is compressed by \(program): uncompress it first"
        + (program == "zip" ? "" : ", for instance into a pipe: \(program) -dc FILE | sealpost capture -")
    case .text: "is a text, and no capture"
    case .foreignCapture(let program): "is a capture of \(program): convert it first: editcap -F pcap FILE NEW"
    }
  }
}
