/// Reads the header of a message out of what a person has: a whole message, the source view of a mail program copied into a
/// file, an mbox, a few fields alone.
struct HeaderScanner: Sendable {
  struct Field: Sendable, Hashable {
    let name: String
    /// Unfolded, without the blanks around it.
    let value: String
  }

  /// More than any header has; what comes after it is not read.
  static let maximumSize = 16 << 20

  private(set) var fields: [Field] = []
  /// Lines in the header that belong to no field.
  private(set) var passedOver = 0
  /// Whether the header went on after ``maximumSize`` bytes.
  private(set) var isCut = false

  init(_ bytes: [UInt8]) {
    isCut = bytes.count > Self.maximumSize
    var name = ""
    var value: [UInt8] = []
    func field() -> Field? {
      name.isEmpty ? nil : Field(name: name, value: Self.text(value))
    }
    // Line by line: the body of a message can be long, and is not looked at.
    var rest = bytes.prefix(Self.maximumSize)
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      let line = end > rest.startIndex && rest[end - 1] == 0x0D ? rest[..<(end - 1)] : rest[..<end]
      rest = rest[end...].dropFirst()
      let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if isBlank {
        // Copied text may begin with blank lines.
        guard fields.isEmpty, name.isEmpty else {
          isCut = false
          break
        }
        continue
      }
      if line.first == 0x20 || line.first == 0x09 {
        if name.isEmpty { passedOver += 1 } else { value += line }
        continue
      }
      if let found = field() { fields.append(found) }
      (name, value) = ("", [])
      let start = line.prefix { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
      guard !start.isEmpty, start.count <= 76, line.dropFirst(start.count).first == 0x3A else {
        // The first line of a message in an mbox is no field.
        if !(fields.isEmpty && line.starts(with: "From ".utf8)) { passedOver += 1 }
        continue
      }
      name = String(decoding: start, as: UTF8.self)
      value = Array(line.dropFirst(start.count + 1))
    }
    if let found = field() { fields.append(found) }
  }

  private static func text(_ bytes: [UInt8]) -> String {
    let body = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    return String(decoding: body, as: UTF8.self)
  }
}
