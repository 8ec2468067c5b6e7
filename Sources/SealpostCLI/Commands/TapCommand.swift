import ArgumentParser
import MailDiagnosis
import TLSWire

/// `sealpost tap`: what does my program negotiate.
struct TapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tap",
    abstract: "Stand between a mail program and its server, and say what they negotiate.",
    discussion: """
      Let the program connect here instead of to its server. Its mail goes through untouched, byte for byte; nothing is \
      decrypted. Each connection is told of as it happens, and a summary ends it all: on Ctrl-C, or after --connections.

      Where the program checks the server's name, let it keep the name and find this machine by it, for instance through \
      /etc/hosts: to the tap's own name the server's certificate does not belong.

      Examples:
        sealpost tap --listen 127.0.0.1:2525 --upstream smtp.office365.com:587
        sealpost tap --upstream smtp.example.com:465 --verbose
        sealpost tap --upstream smtp.example.com --connections 10 --fail-under 1.2
        sealpost tap --record-hello "GnuTLS 3.7.9, msmtp" --hellos mine.json
      """)

  @OptionGroup
  var options: TapOptions

  @OptionGroup
  var hellos: HelloOptions

  @OptionGroup
  var page: PageOptions

  @OptionGroup
  var output: OutputOptions

  func run() async throws {
    try await output.perform { printer in
      if let name = hellos.recordHello {
        try refuseIdleOptions()
        let listen = try ServerAddress(options.listen, in: "--listen", lowestPort: 0)
        try await HelloRecording.run(listen: listen, name: name, file: hellos.hellos, printer: printer)
        return .done
      }
      try page.check(for: printer)
      let minimum = try options.minimum()
      // Each connection takes two.
      DescriptorLimit.raise()
      let tap = try await options.start(recognising: hellos.table())
      let interrupts = printer.console.interrupts()
      do {
        try await watch(tap, interrupts, printer)
      } catch {
        await tap.shutdown()
        throw error
      }
      return try sumUp(tap, minimum: minimum, printer)
    }
  }

  /// Beside --record-hello there is no report, and nothing that could fall short.
  private func refuseIdleOptions() throws(CommandFailure) {
    if page.file != nil { throw .usage("--record-hello and --html: a hello is no report") }
    if options.failUnder != nil {
      throw .usage("--record-hello and --fail-under: a hello that is recorded is not judged")
    }
  }

  private func watch(_ tap: Tap, _ interrupts: AsyncStream<Int32>, _ printer: Printer) async throws {
    let notice = TapNotice(tap)
    try printer.show(notice.sheet)
    try printer.record(notice)
    // A name server may take its time, and programs need not wait for it.
    let check = Task {
      if let obstacle = await tap.configuration.upstreamObstacle() {
        printer.tell("Warning: \(obstacle). Programs are turned away for as long as that lasts.", .warning)
      }
    }
    let ending = Task {
      for await _ in interrupts { break }
      await tap.shutdown()
    }
    defer {
      check.cancel()
      ending.cancel()
    }
    for await event in tap.events {
      let record = TapRecord(event, isVerbose: options.verbose)
      if let sheet = record.sheet { try printer.show(sheet) }
      if let document = record.document { try printer.record(document) }
    }
    // Where the task was cancelled, the stream of events has ended and the tap has not.
    await tap.shutdown()
  }

  private func sumUp(_ tap: Tap, minimum: TLSVersion?, _ printer: Printer) throws -> CommandStatus {
    let summary = TapSummary(tap, minimum: minimum)
    try page.present(summary.report, on: printer, as: summary.sheet)
    try printer.record(summary)
    guard let minimum, summary.shortfalls > 0 else { return .done }
    printer.tell("sealpost: \(summary.shortfalls) of \(tap.tally.count) connections fell short of \(minimum)", .bad)
    return .policy
  }
}
