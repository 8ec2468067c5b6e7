import ArgumentParser
import Foundation
import Testing

@testable import MailDiagnosis
@testable import SealpostCLI

@Suite("--html")
struct PageOptionsTests {
  private let report = Report(
    title: "capture of mail.pcap", verdict: .init(.good, "All is well."), findings: [], details: .connections([]))

  private func printer(_ output: TextLog, errors: TextLog = TextLog(), isJSON: Bool = false) -> Printer {
    Printer(
      console: Console(
        writeOutput: { output.append(String(decoding: $0, as: UTF8.self)) }, writeError: { errors.append($0) },
        readInput: { _ in [] }, askSecret: nil, interrupts: { AsyncStream { _ in } }, outputStyle: .plain,
        errorStyle: .plain, errorIsTerminal: false),
      isJSON: isJSON)
  }

  private func failure(_ arguments: [String], isJSON: Bool = false) throws -> CommandFailure? {
    let options = try PageOptions.parse(arguments)
    do {
      try options.check(for: printer(TextLog(), isJSON: isJSON))
      return nil
    } catch {
      return error
    }
  }

  @Test("writes the page to the file, and shows the text")
  func file() throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let output = TextLog()
    let options = try PageOptions.parse(["--html", files.path("report.html")])
    try options.check(for: printer(output))
    try options.present(report, on: printer(output))
    #expect(output.text == report.text)
    #expect(try String(contentsOfFile: files.path("report.html"), encoding: .utf8) == report.html())
  }

  @Test("writes the page beside the one JSON document")
  func json() throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let output = TextLog()
    let options = try PageOptions.parse(["--html", files.path("report.html")])
    try options.present(report, on: printer(output, isJSON: true))
    let document = try JSONSerialization.jsonObject(with: Data(output.text.utf8)) as? [String: Any]
    #expect(document?["verdict"] as? String == "All is well.")
    #expect(FileManager.default.fileExists(atPath: files.path("report.html")))
  }

  @Test("with - writes the page to standard output, and the text to standard error")
  func standardOutput() throws {
    let output = TextLog()
    let errors = TextLog()
    let options = try PageOptions.parse(["--html", "-"])
    try options.check(for: printer(output))
    try options.present(report, on: printer(output, errors: errors))
    #expect(output.text == (try report.html()))
    #expect(errors.text == report.text)
  }

  @Test("does without a page where none was asked for")
  func none() throws {
    let output = TextLog()
    let options = try PageOptions.parse([])
    try options.check(for: printer(output))
    try options.present(report, on: printer(output))
    #expect(output.text == report.text)
  }

  @Test("refuses - together with --json, and a name that is empty, as wrong usage")
  func usage() throws {
    #expect(try failure(["--html", "-"], isJSON: true)?.status == .usage)
    #expect(try failure(["--html", ""])?.status == .usage)
    #expect(try failure(["--html", "-"]) == nil)
  }

  @Test("refuses a directory, and a directory that is not there, before the work begins")
  func directories() throws {
    let files = try TemporaryFiles()
    defer { files.remove() }
    let directory = try #require(try failure(["--html", files.path("")]))
    #expect(directory.status == .cannotWrite && directory.description.contains("it is a directory"))
    let missing = try #require(try failure(["--html", files.path("none/report.html")]))
    #expect(missing.status == .cannotWrite && missing.description.contains("there is no directory"))
    let plain = try #require(try failure(["--html", files.file("plain", "") + "/report.html"]))
    #expect(plain.status == .cannotWrite && plain.description.contains("there is no directory"))
  }

  @Test("says so where the file cannot be written, after showing the text")
  func notWritten() throws {
    let output = TextLog()
    let options = try PageOptions.parse(["--html", "/dev/full"])
    let error = #expect(throws: CommandFailure.self) { try options.present(report, on: printer(output, isJSON: false)) }
    #expect(error?.status == .cannotWrite)
    #expect(error?.description.hasPrefix("--html: /dev/full cannot be written: ") == true)
    #expect(output.text == report.text)
  }
}
