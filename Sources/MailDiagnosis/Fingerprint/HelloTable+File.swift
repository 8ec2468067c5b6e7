import Foundation

extension HelloTable {
  /// The most bytes that a file may have.
  static let maximumSize = 4 << 20

  private struct Document: Codable {
    let hellos: [RecordedHello]
  }

  /// Reads a table from JSON: `{"hellos": […]}`.
  public init(json: [UInt8]) throws(HelloTableError) {
    guard json.count <= Self.maximumSize else { throw .tooLarge(limit: Self.maximumSize) }
    do {
      self.init(try JSONDecoder().decode(Document.self, from: Data(json)).hellos)
    } catch let error as DecodingError {
      throw HelloTableError(error)
    } catch {
      throw .malformed(at: "", "\(error)")
    }
  }

  /// Reads a table from a file.
  public init(contentsOf path: String) throws(HelloTableError) {
    guard FileManager.default.fileExists(atPath: path) else { throw .notFound }
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      data = try handle.read(upToCount: Self.maximumSize + 1) ?? Data()
    } catch {
      throw .unreadable(error.reason)
    }
    try self.init(json: Array(data))
  }

  /// The table as it stands in a file: one list a line, sorted, so that two of them can be compared.
  public var json: [UInt8] {
    get throws(HelloTableError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      do {
        return Array(try encoder.encode(Document(hellos: hellos))) + [UInt8(ascii: "\n")]
      } catch {
        throw .unwritable("\(error)")
      }
    }
  }

  /// Writes the table to a file, which is replaced as a whole.
  public func write(to path: String) throws(HelloTableError) {
    let bytes = try json
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(error.reason)
    }
  }
}

extension HelloTableError {
  /// Says where in the document it is wrong, and why.
  fileprivate init(_ error: DecodingError) {
    let (context, key): (DecodingError.Context, (any CodingKey)?) =
      switch error {
      case .keyNotFound(let key, let context): (context, key)
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): (context, nil)
      @unknown default: (.init(codingPath: [], debugDescription: "\(error)"), nil)
      }
    var place = ""
    for part in context.codingPath {
      if let index = part.intValue {
        place += "[\(index)]"
      } else {
        place += (place.isEmpty ? "" : ".") + part.stringValue
      }
    }
    self = .malformed(at: place, key.map { "it has no \"\($0.stringValue)\"" } ?? context.debugDescription)
  }
}
