import ArgumentParser
import MailDiagnosis
import SMTPCore
import SMTPSending

/// What the message asks of the servers on its way.
struct DeliveryRequestOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of what to be told by mail: success, failure, delay, with commas; or never.", valueName: "conditions"))
  var dsnNotify: String?

  @Option(help: ArgumentHelp("How much of the message comes back with it: full or headers.", valueName: "content"))
  var dsnReturn: String?

  @Option(help: ArgumentHelp("A name for this sending, which comes back with it.", valueName: "text"))
  var envelopeID: String?

  @Flag(help: "Send without these three where the server does not offer DSN, in place of an error.")
  var dsnIfOffered = false

  @Flag(help: "Let it go only over TLS with verified certificates, to the end; it comes back otherwise (REQUIRETLS).")
  var requireTLS = false

  @Option(
    help: ArgumentHelp(
      "Within how many seconds to deliver it. Later, r returns it (default), n tells of the delay; t adds a trace.",
      valueName: "seconds[r|n][t]"))
  var deliverBy: String?

  @Option(help: ArgumentHelp("How many seconds the server is to hold it.", valueName: "seconds"))
  var holdFor: Int?

  @Option(
    help: ArgumentHelp("Until when the server is to hold it, such as 2026-12-24T18:00:00Z.", valueName: "date"))
  var holdUntil: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How urgent it is, from -9 to 9.", valueName: "number"))
  var priority: Int?
}

extension DeliveryRequestOptions {
  /// - Throws: ``CommandFailure`` of usage that names the option.
  func options(tls: TLSOptions) throws(CommandFailure) -> DeliveryOptions {
    var options = DeliveryOptions()
    options.dsn = try dsn()
    guard !requireTLS || tls.security != TLSOptions.Security.none else {
      throw .usage("--require-tls and --security none exclude each other")
    }
    options.requiresTLS = requireTLS
    options.deliverBy = try deliverBy.map { text throws(CommandFailure) in try Self.deadline(text) }
    options.hold = try hold()
    if let priority {
      options.priority = try Self.reading("--priority") { () throws(EnvelopeSyntaxError) in
        try MessagePriority(priority)
      }
    }
    return options
  }

  private func dsn() throws(CommandFailure) -> DSNRequest? {
    var request = DSNRequest(isRequired: !dsnIfOffered)
    request.notification = try dsnNotify.map { text throws(CommandFailure) in try Self.notification(text) }
    if let dsnReturn {
      guard let content = ["full": DSNRequest.Content.full, "headers": .headers][dsnReturn.lowercased()] else {
        throw .usage("--dsn-return takes full or headers, not \"\(dsnReturn.printable)\"")
      }
      request.content = content
    }
    if let envelopeID {
      request.envelopeID = try Self.reading("--envelope-id") { () throws(EnvelopeSyntaxError) in
        try EnvelopeID(envelopeID)
      }
    }
    let isAsked = request.notification != nil || request.content != nil || request.envelopeID != nil
    guard isAsked || !dsnIfOffered else {
      throw .usage("--dsn-if-offered has no meaning without --dsn-notify, --dsn-return or --envelope-id")
    }
    return isAsked ? request : nil
  }

  private static func notification(_ text: String) throws(CommandFailure) -> DeliveryNotification {
    guard text.lowercased() != "never" else { return .never }
    var result: DeliveryNotification = []
    for word in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
      switch word {
      case "success": result.insert(.success)
      case "failure": result.insert(.failure)
      case "delay": result.insert(.delay)
      default:
        throw .usage(
          "--dsn-notify takes success, failure and delay with commas, or never, not \"\(String(word).printable)\"")
      }
    }
    return result
  }

  /// Reads `600`, `600r`, `600n`, `600rt` or `600nt`.
  private static func deadline(_ text: String) throws(CommandFailure) -> DeliverBy {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let modes: [String: (DeliverBy.Overdue, Bool)] = [
      "": (.returned, false), "r": (.returned, false), "n": (.notified, false), "rt": (.returned, true),
      "nt": (.notified, true), "t": (.returned, true),
    ]
    guard let seconds = Int(digits), let (overdue, isTraced) = modes[text.dropFirst(digits.count).lowercased()] else {
      throw .usage("--deliver-by takes seconds, with r or n and t behind them, not \"\(text.printable)\"")
    }
    return try reading("--deliver-by") { () throws(EnvelopeSyntaxError) in
      try DeliverBy(seconds: seconds, overdue: overdue, isTraced: isTraced)
    }
  }

  private func hold() throws(CommandFailure) -> MessageHold? {
    switch (holdFor, holdUntil) {
    case (nil, nil): return nil
    case (_?, _?): throw .usage("--hold-for and --hold-until exclude each other: give one")
    case (let seconds?, nil):
      return try Self.reading("--hold-for") { () throws(EnvelopeSyntaxError) in try .seconds(seconds) }
    case (nil, let date?):
      guard let time = UTCTime(date) else {
        throw .usage("--hold-until takes a date such as 2026-12-24T18:00:00Z, not \"\(date.printable)\"")
      }
      return .until(time)
    }
  }

  private static func reading<Value>(
    _ option: String, _ read: () throws(EnvelopeSyntaxError) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(EnvelopeSyntaxError) {
      return try read()
    } catch {
      throw .usage("\(option): \(error)")
    }
  }
}
