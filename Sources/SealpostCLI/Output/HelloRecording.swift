import MailDiagnosis
import TLSWire

/// `--record-hello`: takes the hello of the next program that connects, and keeps it.
enum HelloRecording {
  /// - Parameters:
  ///   - listen: port 0, or none, lets the system choose.
  ///   - name: a library with its version, a program and its settings, with commas between.
  ///   - file: where it is added; without one the hello is written to standard output as JSON.
  static func run(listen: ServerAddress, name: String, file: String?, printer: Printer) async throws {
    guard let source = RecordedHello.Source(name) else {
      throw CommandFailure.usage(
        "--record-hello: \"\(name.printable)\" is no name: write LIBRARY VERSION, PROGRAM, SETTINGS")
    }
    // A file that is of no use is told of before anybody starts a program.
    var table = try file.map { path throws(CommandFailure) in try HelloOptions.read(path, isNew: true) } ?? HelloTable()
    let hello = try await printer.console.cancellingOnInterrupt {
      try await receive(on: listen, printer)
    }
    let guess = HelloTable.recorded.merging(table).guess(for: hello)
    let recorded = table.record(hello, as: source)
    if let file {
      do {
        try table.write(to: file)
      } catch {
        throw CommandFailure(.cannotWrite, "--hellos \(file.printable): \(error)")
      }
    }
    let result = HelloRecordingResult(recorded: recorded, guess: guess, file: file)
    try printer.record(result)
    try printer.show(result.sheet)
    if file == nil, !printer.isJSON {
      try printer.write(try HelloTable([recorded]).json)
    }
  }

  private static func receive(on listen: ServerAddress, _ printer: Printer) async throws -> ClientHello {
    do {
      return try await HelloRecorder.record(host: listen.host, port: listen.port ?? 0) { port in
        let notice = HelloRecordingNotice(host: listen.host, port: port)
        try printer.record(notice)
        printer.tell(notice.sheet)
      }
    } catch let failure as CommandFailure {
      throw failure
    } catch is CancellationError {
      throw CommandFailure(.interrupted, "interrupted before a hello came")
    } catch {
      throw CommandFailure(.configuration, "--listen: cannot listen on \(listen.host.printable): \(error.reason)")
    }
  }
}
