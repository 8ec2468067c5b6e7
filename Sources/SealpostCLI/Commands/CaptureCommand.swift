import ArgumentParser
import MailDiagnosis
import TLSWire

/// `sealpost capture`: what the mail connections of a capture negotiated.
struct CaptureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Say which TLS the mail connections in a capture agreed on.",
    discussion: """
      Reads pcap and pcapng files; - is standard input. All connections on the ports 25, 465, 587 and 2525 are told, and \
      those on any other where SMTP is seen.

      Examples:
        sealpost capture mail.pcapng --html mail.html
        sealpost capture mail.pcap --port 10465 --fail-under 1.2 --json
        tcpdump -i eth0 -w - tcp | sealpost capture -
        sudo sealpost capture --interface eth0
      """)

  @Argument(help: ArgumentHelp("The capture; - is standard input.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("Capture the packets of this interface, until Ctrl-C.", valueName: "name"))
  var interface: String?

  @Option(
    name: .customLong("port"),
    help: ArgumentHelp("A port more on which all connections are mail's. Repeatable.", valueName: "number"))
  var ports: [UInt16] = []

  @Option(
    help: ArgumentHelp(
      """
      Exit with 76 if any connection agreed on an older version than this, offered nothing better and was refused, or \
      sent mail or credentials in clear.
      """, valueName: "version"))
  var failUnder: String?

  @OptionGroup
  var page: PageOptions

  @OptionGroup
  var output: OutputOptions

  func run() async throws {
    try await output.perform { printer in
      try page.check(for: printer)
      let source = try source()
      let minimum = try minimumVersion()
      let capture = try await read(source, printer)
      try page.present(Report(capture), on: printer)
      return status(of: capture, minimum, printer)
    }
  }

  private func source() throws(CommandFailure) -> CaptureSource {
    if file == "" { throw .usage("the name of the capture is empty: give a file, or - for standard input") }
    if interface == "" { throw .usage("--interface: a name is needed, or any for all of them") }
    switch (file, interface) {
    case (let file?, nil): return file == "-" ? .standardInput : .file(file)
    case (nil, let name?): return .interface(name)
    case (nil, nil): throw .usage("give a capture file, - for standard input, or --interface")
    case (_?, _?): throw .usage("give a capture file or --interface, not both")
    }
  }

  private func minimumVersion() throws(CommandFailure) -> TLSVersion? {
    try failUnder.map { text throws(CommandFailure) in try TLSVersion(text, in: "--fail-under") }
  }

  private func read(_ source: CaptureSource, _ printer: Printer) async throws -> Capture {
    let ports = Set(ports)
    let progress = CaptureProgress(printer, isLive: interface != nil)
    do {
      return try await progress.following { report in
        try await printer.console.cancellingOnInterrupt {
          try await Capture.read(source, ports: ports, onProgress: report)
        }
      }
    } catch let error as CaptureError {
      throw CommandFailure(CommandStatus(error.code), error.description.printable)
    }
  }

  private func status(of capture: Capture, _ minimum: TLSVersion?, _ printer: Printer) -> CommandStatus {
    if let minimum {
      let shortfalls = capture.count(under: minimum)
      if shortfalls > 0 {
        printer.tell("sealpost: \(shortfalls) of \(capture.count) connections fell short of \(minimum)", .bad)
        return .policy
      }
    }
    // Ctrl-C is how a live capture ends.
    return capture.ending == .interrupted && interface == nil ? .interrupted : .done
  }
}

extension CommandStatus {
  init(_ code: CaptureError.Code) {
    self =
      switch code {
      case .notFound, .unreadable, .noSuchInterface: .noInput
      case .notACapture, .unsupported: .unusableMessage
      case .noPermission: .configuration
      case .interrupted: .interrupted
      default: .software
      }
  }
}
