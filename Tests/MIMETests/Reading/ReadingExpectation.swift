import MIME
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a message of the corpus is to be read to. Keys that are left out are not looked at, but for the defects.
struct ReadingExpectation: Decodable {
  struct File: Decodable {
    let type: String
    let name: String?
    let safeName: String?
    let content: String
  }

  struct Enclosed: Decodable {
    let subject: String
    let text: String
  }

  struct Status: Decodable, Equatable {
    struct Recipient: Decodable, Equatable {
      var original: String?
      var final: String?
      var action: String?
      var status: String?
      var diagnostic: String?
    }
    var reportingMTA: String?
    var envelopeID: String?
    let recipients: [Recipient]
  }

  struct Disposition: Decodable, Equatable {
    let final: String?
    let messageID: String?
    let outcome: String?
    let isManual: Bool?
    let isSentManually: Bool?
    let modifiers: [String]
    let errors: [String]
  }

  let what: String
  let defects: [String]
  let from: [String]?
  let to: [String]?
  let cc: [String]?
  let bcc: [String]?
  let subject: String?
  let date: Date?
  let messageID: String?
  let references: [String]?
  let inReplyTo: [String]?
  let text: String?
  let html: String?
  let tree: String?
  let depth: Int?
  let preamble: String?
  let epilogue: String?
  let attachments: [File]?
  let inline: [String: String]?
  let enclosed: Enclosed?
  let deliveryStatus: Status?
  let disposition: Disposition?
  let trace: [String]?
  /// The keys that are null: what must not be there.
  let absent: Set<String>

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case what, defects, from, to, cc, bcc, subject, date, messageID, references, inReplyTo, text, html, tree, depth
    case preamble, epilogue, attachments, inline, enclosed, deliveryStatus, disposition, trace
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
      try values.decodeIfPresent(Value.self, forKey: key)
    }
    what = try values.decode(String.self, forKey: .what)
    defects = try values.decode([String].self, forKey: .defects)
    (from, to, cc, bcc) = (try value(.from), try value(.to), try value(.cc), try value(.bcc))
    (subject, date, messageID) = (try value(.subject), try value(.date), try value(.messageID))
    (references, inReplyTo) = (try value(.references), try value(.inReplyTo))
    (text, html, tree, depth) = (try value(.text), try value(.html), try value(.tree), try value(.depth))
    (preamble, epilogue) = (try value(.preamble), try value(.epilogue))
    (attachments, inline, enclosed) = (try value(.attachments), try value(.inline), try value(.enclosed))
    (deliveryStatus, disposition) = (try value(.deliveryStatus), try value(.disposition))
    trace = try value(.trace)
    absent = Set(
      try CodingKeys.allCases.filter { values.contains($0) ? try values.decodeNil(forKey: $0) : false }.map(\.rawValue))
  }
}

/// One message of the corpus in `Fixtures/MIME/Reading`.
struct CorpusMessage: CustomTestStringConvertible, Sendable {
  let name: String
  let bytes: [UInt8]

  var testDescription: String { name }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/MIME/Reading")

  static func all() throws -> [CorpusMessage] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".eml") }.sorted().map {
      CorpusMessage(name: String($0.dropLast(4)), bytes: Array(try Data(contentsOf: folder.appendingPathComponent($0))))
    }
  }

  /// The messages that other tests have.
  static func others() throws -> [CorpusMessage] {
    let fixtures = folder.deletingLastPathComponent().deletingLastPathComponent().resolvingSymlinksInPath()
    let paths = try FileManager.default.subpathsOfDirectory(atPath: fixtures.path).filter {
      $0.hasSuffix(".eml") && !$0.contains("MIME/Reading/")
    }
    return try paths.sorted().map {
      CorpusMessage(name: $0, bytes: Array(try Data(contentsOf: fixtures.appendingPathComponent($0))))
    }
  }

  func expectation() throws -> ReadingExpectation {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    let data = try Data(contentsOf: Self.folder.appendingPathComponent(name + ".json"))
    return try decoder.decode(ReadingExpectation.self, from: data)
  }
}
