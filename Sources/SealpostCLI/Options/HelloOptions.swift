import ArgumentParser
import MailDiagnosis

/// By which hellos TLS libraries are recognised, and how a new one is recorded.
struct HelloOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "More hellos by which TLS libraries are recognised, as --record-hello writes them.", valueName: "file"))
  var hellos: String?

  @Option(
    help: ArgumentHelp(
      """
      Record the next ClientHello that comes, as that of NAME, and end. NAME is the library with its version, the \
      program and its settings, with commas between: "OpenSSL 3.0.19, curl 7.88". With --hellos FILE it is added to \
      that file. A client that shuffles its extensions is recorded twice.
      """,
      valueName: "name"))
  var recordHello: String?

  /// The hellos that this program knows, with those of ``hellos``.
  func table() throws(CommandFailure) -> HelloTable {
    guard let hellos else { return .recorded }
    return try .recorded.merging(Self.read(hellos))
  }

  /// Reads a file of hellos.
  /// - Parameter isNew: whether the file need not be there yet.
  static func read(_ path: String, isNew: Bool = false) throws(CommandFailure) -> HelloTable {
    do {
      return try HelloTable(contentsOf: path)
    } catch {
      if isNew, error.isNotFound { return HelloTable() }
      throw CommandFailure(error.isNotFound ? .noInput : .configuration, "--hellos \(path.printable): \(error)")
    }
  }
}
