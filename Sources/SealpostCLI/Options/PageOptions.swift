import ArgumentParser
import Foundation
import MailDiagnosis

/// Where the page of a report is written, for every verb that ends in one.
struct PageOptions: ParsableArguments {
  @Option(
    name: .customLong("html"),
    help: ArgumentHelp(
      "Write the report as a page of HTML, too; - is standard output, with the text on standard error.",
      valueName: "file"))
  var file: String?

  private var isStandardOutput: Bool { file == "-" }

  /// Refuses what could not succeed later, before the work begins.
  func check(for printer: Printer) throws(CommandFailure) {
    guard let file else { return }
    guard !file.isEmpty else { throw .usage("--html: a file is needed, or -") }
    if isStandardOutput {
      guard !printer.isJSON else {
        throw .usage("--html - and --json both want standard output: give --html a file")
      }
      return
    }
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory), isDirectory.boolValue {
      throw Self.failure(file, "it is a directory")
    }
    let directory = URL(fileURLWithPath: file).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw Self.failure(file, "there is no directory \(directory.printable)")
    }
    // What runs for days must not lose its page at the end.
    let place = FileManager.default.fileExists(atPath: file) ? file : directory
    guard FileManager.default.isWritableFile(atPath: place) else {
      throw Self.failure(file, "this user may not write to \(place.printable)")
    }
  }

  /// Shows a report as text or JSON, and writes its page where one was asked for.
  ///
  /// Where the page cannot be written the text is shown all the same, and in place of the report's JSON there is that
  /// of the failure.
  func present(_ report: Report, on printer: Printer) throws {
    try present(report, on: printer, as: report.sheet)
    if !isStandardOutput { try printer.document(report) }
  }

  /// Shows a report as this text, and writes its page where one was asked for; no JSON.
  func present(_ report: Report, on printer: Printer, as sheet: Sheet) throws {
    if isStandardOutput {
      printer.tell(sheet)
      try printer.write(Array(report.html().utf8))
    } else {
      try printer.show(sheet)
      try write(report)
    }
  }

  /// Writes the page of a report to its file, if one was named.
  func write(_ report: Report) throws {
    guard let file, !isStandardOutput else { return }
    let page = try Data(report.html().utf8)
    do {
      try page.write(to: URL(fileURLWithPath: file))
    } catch {
      throw Self.failure(file, error.reason)
    }
  }

  private static func failure(_ file: String, _ reason: String) -> CommandFailure {
    CommandFailure(.cannotWrite, "--html: \(file.printable) cannot be written: \(reason)")
  }
}
