import MailDiagnosis
import Foundation
import SMTPSending

/// Writes a command's results: a page for people, or JSON for programs and the page to standard error.
struct Printer: Sendable {
  let console: Console
  let isJSON: Bool

  /// Writes text for people to standard output, or to standard error where that is left to JSON.
  func show(_ sheet: Sheet) throws {
    if isJSON {
      tell(sheet)
    } else {
      try write(sheet.render(console.outputStyle))
    }
  }

  /// Writes text for people to standard error.
  func tell(_ sheet: Sheet) {
    console.writeError(sheet.render(console.errorStyle))
  }

  func tell(_ line: String, _ emphasis: TextStyle.Emphasis = .plain) {
    var sheet = Sheet()
    sheet.line(line, emphasis)
    tell(sheet)
  }

  /// Writes the one JSON document of a command, where JSON was asked for.
  func document(_ value: some Encodable) throws {
    guard isJSON else { return }
    try write(Self.text(of: value, [.prettyPrinted]))
  }

  /// Writes one JSON document on one line, where JSON was asked for.
  func record(_ value: some Encodable) throws {
    guard isJSON else { return }
    try write(Self.text(of: value, []))
  }

  private static func text(of value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  private func write(_ text: String) throws {
    try write(Array(text.utf8))
  }

  func write(_ bytes: [UInt8]) throws {
    do {
      try console.writeOutput(bytes)
    } catch {
      throw CommandFailure(.cannotWrite, "standard output cannot be written: \(error.reason)")
    }
  }
}
