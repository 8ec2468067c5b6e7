import TLSWire

/// The records of one side taken apart: the bytes of its handshake messages, and where each of them stood.
///
/// A message may be spread over records (RFC 8446, section 5.1): the headers between are named by themselves.
struct HelloRecords {
  private struct Segment {
    let messages: Range<Int>
    /// Where the first of these bytes stood among the records.
    let start: Int
  }

  private static let headerLength = 5

  /// The handshake messages, one after another.
  private(set) var messages: [UInt8] = []
  /// What is not part of a handshake message.
  private(set) var marks: [AnnotatedBytes.Mark] = []
  private var segments: [Segment] = []

  init(_ records: [UInt8]) {
    var position = 0
    while position < records.count {
      guard let type = ContentType(rawValue: records[position]),
        position + 1 == records.count || records[position + 1] == 3
      else {
        mark(position..<records.count, "not TLS", "what should be a record's header is none")
        return
      }
      let length = readHeader(of: type, in: records, at: position)
      let start = min(records.count, position + Self.headerLength)
      let end = min(records.count, start + length)
      read(start..<end, of: type, length: length, in: records)
      position = end
    }
  }

  /// Where a part of the messages stood: more than one range where record headers stand between.
  func ranges(of part: Range<Int>) -> [Range<Int>] {
    segments[firstSegment(endingAfter: part.lowerBound)...].prefix { $0.messages.lowerBound < part.upperBound }.map {
      let common = $0.messages.clamped(to: part)
      let start = $0.start + common.lowerBound - $0.messages.lowerBound
      return start..<start + common.count
    }
  }

  /// A hello can come in records of one byte: looking at all of them for each part would take long.
  private func firstSegment(endingAfter offset: Int) -> Int {
    var candidates = segments.indices
    while let middle = candidates.isEmpty ? nil : candidates.lowerBound + candidates.count / 2 {
      candidates =
        segments[middle].messages.upperBound > offset
        ? candidates.lowerBound..<middle : middle + 1..<candidates.upperBound
    }
    return candidates.lowerBound
  }

  private mutating func mark(_ range: Range<Int>, _ name: String, _ value: String) {
    if !range.isEmpty { marks.append(.init(range, name, value)) }
  }

  /// Names what there is of a record's header, and gives the length that it claims.
  private mutating func readHeader(of type: ContentType, in records: [UInt8], at position: Int) -> Int {
    mark(position..<position + 1, "content type", "\(type.name) (\(type.rawValue))")
    let header = records[position...].prefix(Self.headerLength)
    guard header.count == Self.headerLength else {
      mark(position + 1..<header.endIndex, "record header", "cut off")
      return 0
    }
    let version = TLSVersion(rawValue: UInt16(header[position + 1]) << 8 | UInt16(header[position + 2]))
    let length = Int(header[position + 3]) << 8 | Int(header[position + 4])
    mark(position + 1..<position + 3, "record version", "\(version), which decides nothing")
    mark(position + 3..<position + 5, "record length", "\(length) bytes")
    return length
  }

  private mutating func read(_ range: Range<Int>, of type: ContentType, length: Int, in records: [UInt8]) {
    guard !range.isEmpty else { return }
    switch type {
    case .handshake:
      segments.append(Segment(messages: messages.count..<messages.count + range.count, start: range.lowerBound))
      messages += records[range]
    case .alert where range.count == 2 && length == 2:
      let alert = AlertDescription(rawValue: records[range.lowerBound + 1])
      mark(range, "alert", "\(records[range.lowerBound] == 2 ? "fatal" : "warning"), \(alert)")
    case .alert, .applicationData:
      mark(range, "encrypted data", "\(range.count) bytes")
    case .changeCipherSpec:
      mark(range, "change_cipher_spec", "for middleboxes, where TLS 1.3 is spoken (RFC 8446, D.4)")
    case .heartbeat:
      mark(range, "heartbeat", "\(range.count) bytes")
    }
  }
}

extension ContentType {
  fileprivate var name: String {
    switch self {
    case .changeCipherSpec: "change_cipher_spec"
    case .alert: "alert"
    case .handshake: "handshake"
    case .applicationData: "application_data"
    case .heartbeat: "heartbeat"
    }
  }
}
