import Foundation
import SMTPCore
import TLSWire

extension SandboxScript {
  /// Reads a script's text, one step a line.
  ///
  /// ```
  /// # The first three senders are told to come back; then the profile decides.
  /// mail: 421 4.3.2 Try later. *3
  /// rcpt <bob@example.com>: 550 5.1.1 No such user. *forever
  /// greeting: delay=30s proceed
  /// ehlo: 250 mail.example.com\nPIPELINING\nSIZE 1000
  /// tls: certificate expired
  /// tls: delay=30s drop
  /// transfer: after=64k delay=5m drop
  /// message: kept drop
  /// quit: drip=1s 221 2.0.0 Bye
  /// ```
  ///
  /// A line is `STAGE:` or `STAGE <ADDRESS>:` and a step. The stages are those of ``Stage`` and `tls`, in any case.
  /// A step is
  /// - a reply: code, text with or without an enhanced status code, and `\n` between its lines. 421 closes the
  ///   connection (RFC 5321 section 3.8), other replies do where `close` stands before them;
  /// - `proceed`: the profile decides; `drop`: the connection is closed without a word;
  /// - at the stage `tls`: `proceed`, `drop`, `certificate` with a ``CertificateKind``, or `versions 1.0-1.1`.
  ///
  /// Before it may stand `delay=2s` (a pause first), `drip=100ms` (a pause between two bytes of the reply), at the stage
  /// `transfer` `after=64k` (how much of the message comes first), and at the stage `message` `kept` or `lost` (whether
  /// the message is stored, whatever the client hears). After it may stand `*3` or `*forever`. A line `STAGE: repeat`
  /// begins the stage's sequence anew. A line that begins with `#` is a comment.
  ///
  /// `<>` is the null reverse-path at the stage `mail`.
  ///
  /// - Throws: ``SandboxScriptError`` with the number of the line.
  public init(parsing text: String) throws(SandboxScriptError) {
    self.init()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmingPrefix("\u{FEFF}").trimmingCharacters(in: .whitespaces)
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      try read(line[...], number: index + 1)
    }
  }

  /// Reads a script from a file in UTF-8, as ``init(parsing:)`` does.
  public init(contentsOf path: String) throws(SandboxScriptError) {
    let text: String
    do {
      text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    } catch {
      throw .unreadableFile(path: path, reason: error.localizedDescription)
    }
    try self.init(parsing: text)
  }

  private mutating func read(_ line: Substring, number: Int) throws(SandboxScriptError) {
    let (stageName, address, body) = try Self.split(line, number: number)
    guard !body.isEmpty else { throw .missingStep(line: number) }
    let isRepeat = body == "repeat"
    if stageName == "tls" {
      guard address == nil else { throw .addressNotPossible(stage: stageName, line: number) }
      try Self.check(handshake, isRepeat: isRepeat, number: number)
      let steps = isRepeat ? [] : [try Self.handshakeStep(body, number: number)]
      append(handshakeSteps: steps, ending: isRepeat ? .startsOver : .profileDecides)
      return
    }
    guard let stage = Stage(rawValue: stageName) else { throw .unknownStage(stageName, line: number) }
    guard address == nil || [.mail, .rcpt, .auth].contains(stage) else {
      throw .addressNotPossible(stage: stageName, line: number)
    }
    let key = Key(stage: stage, address: address?.lowercased())
    try Self.check(sequences[key] ?? Sequence(), isRepeat: isRepeat, number: number)
    let steps = isRepeat ? [] : [try Self.step(body, stage: stage, number: number)]
    append(steps, to: key, ending: isRepeat ? .startsOver : .profileDecides)
  }

  private static func check<Element>(
    _ sequence: Sequence<Element>, isRepeat: Bool, number: Int
  ) throws(SandboxScriptError) {
    guard sequence.ending == .profileDecides else { throw .afterRepeat(line: number) }
    guard !isRepeat || !sequence.steps.isEmpty else { throw .nothingToRepeat(line: number) }
  }

  /// Splits `rcpt <address>: step`.
  private static func split(
    _ line: Substring, number: Int
  ) throws(SandboxScriptError) -> (stage: String, address: String?, body: Substring) {
    guard let end = line.firstIndex(where: { $0 == ":" || $0 == "<" }) else { throw .missingColon(line: number) }
    let stage = line[..<end].trimmingCharacters(in: .whitespaces).lowercased()
    var rest = line[end...]
    var address: String?
    if rest.first == "<" {
      guard let close = rest.firstIndex(of: ">") else { throw .unfinishedAddress(line: number) }
      address = String(rest[rest.index(after: rest.startIndex)..<close])
      rest = trim(rest[rest.index(after: close)...])
    }
    guard rest.first == ":" else { throw .missingColon(line: number) }
    return (stage, address, trim(rest.dropFirst()))
  }

  private static func trim(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func step(_ text: Substring, stage: Stage, number: Int) throws(SandboxScriptError) -> Step {
    var (body, count) = try splitCount(text, number: number)
    var delay = Duration.zero
    var drip: Duration?
    var byteCount = 1
    var keepsMessage: Bool?
    while let word = body.split(separator: " ", maxSplits: 1).first {
      if word.hasPrefix("delay=") {
        delay = try duration(word.dropFirst(6), number: number)
      } else if word.hasPrefix("drip=") {
        drip = try duration(word.dropFirst(5), number: number)
      } else if word.hasPrefix("after=") {
        guard stage == .transfer else { throw .wrongStage(step: "after", stage: stage.rawValue, line: number) }
        byteCount = try size(word.dropFirst(6), number: number)
      } else if word == "kept" || word == "lost" {
        guard stage == .message else { throw .wrongStage(step: String(word), stage: stage.rawValue, line: number) }
        keepsMessage = word == "kept"
      } else {
        break
      }
      body = trim(body.dropFirst(word.count))
    }
    guard !body.isEmpty else { throw .missingStep(line: number) }
    var step = Step(action: try action(body, number: number))
    step.delay = delay
    step.drip = drip
    step.byteCount = byteCount
    step.keepsMessage = keepsMessage
    step.count = count
    return step
  }

  private static func action(_ text: Substring, number: Int) throws(SandboxScriptError) -> Step.Action {
    if text == "proceed" { return .proceed }
    if text == "drop" { return .drop }
    if text.hasPrefix("close ") { return .replyAndClose(try reply(trim(text.dropFirst(6)), number: number)) }
    guard text.first?.isNumber == true else { throw .unknownStep(String(text), line: number) }
    let reply = try reply(text, number: number)
    return reply.code == 421 ? .replyAndClose(reply) : .reply(reply)
  }

  private static func reply(_ text: Substring, number: Int) throws(SandboxScriptError) -> Reply {
    let words = text.split(separator: " ", maxSplits: 1)
    guard let first = words.first, first.utf8.count == 3, let code = Int(first), (200...599).contains(code) else {
      throw .badCode(String(words.first ?? ""), line: number)
    }
    var rest = words.count > 1 ? trim(words[1]) : ""
    var status: EnhancedStatusCode?
    if let word = rest.split(separator: " ", maxSplits: 1).first, let enhanced = EnhancedStatusCode(word) {
      status = enhanced
      rest = trim(rest.dropFirst(word.count))
    }
    return Reply(code, status, lines: rest.components(separatedBy: "\\n"))
  }

  private static func handshakeStep(_ text: Substring, number: Int) throws(SandboxScriptError) -> HandshakeStep {
    var (body, count) = try splitCount(text, number: number)
    var delay = Duration.zero
    if let word = body.split(separator: " ", maxSplits: 1).first, word.hasPrefix("delay=") {
      delay = try duration(word.dropFirst(6), number: number)
      body = trim(body.dropFirst(word.count))
      guard !body.isEmpty else { throw .missingStep(line: number) }
    }
    let words = body.split(separator: " ", maxSplits: 1)
    let argument = words.count > 1 ? trim(words[1]) : ""
    var step: HandshakeStep
    switch words.first {
    case "proceed" where argument.isEmpty: step = .proceed
    case "drop" where argument.isEmpty: step = .drop
    case "certificate":
      guard let kind = CertificateKind(rawValue: String(argument)) else {
        throw .unknownCertificate(String(argument), line: number)
      }
      step = .certificate(kind)
    case "versions":
      step = .versions(try versions(argument, number: number))
    default: throw .wrongStage(step: "\"\(body)\"", stage: "tls", line: number)
    }
    step.delay = delay
    step.count = count
    return step
  }

  private static func versions(
    _ text: Substring, number: Int
  ) throws(SandboxScriptError) -> ClosedRange<TLSVersion> {
    let bounds = text.split(separator: "-").map { TLSVersion(String($0)) }
    let known = TLSVersion.tls10...TLSVersion.tls13
    guard (1...2).contains(bounds.count), let lower = bounds.first ?? nil, let upper = bounds.last ?? nil,
      lower <= upper, known.contains(lower), known.contains(upper)
    else { throw .badVersions(String(text), line: number) }
    return lower...upper
  }

  /// Splits off `*3` or `*forever` at the end.
  private static func splitCount(
    _ text: Substring, number: Int
  ) throws(SandboxScriptError) -> (body: Substring, count: Int?) {
    guard let last = text.split(separator: " ").last, last.first == "*", last.count > 1 else { return (text, 1) }
    let body = trim(text.dropLast(last.count))
    if last == "*forever" { return (body, nil) }
    guard let count = Int(last.dropFirst()), count > 0 else { throw .badCount(String(last), line: number) }
    return (body, count)
  }

  private static func size(_ text: Substring, number: Int) throws(SandboxScriptError) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let value = Int32(digits), value > 0 else { throw .badSize(String(text), line: number) }
    switch text.dropFirst(digits.count) {
    case "": return Int(value)
    case "k": return Int(value) * 1024
    case "m": return Int(value) * 1_048_576
    default: throw .badSize(String(text), line: number)
    }
  }

  private static func duration(_ text: Substring, number: Int) throws(SandboxScriptError) -> Duration {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let value = Int32(digits) else { throw .badDuration(String(text), line: number) }
    switch text.dropFirst(digits.count) {
    case "ms": return .milliseconds(value)
    case "s": return .seconds(value)
    case "m": return .seconds(Int64(value) * 60)
    default: throw .badDuration(String(text), line: number)
    }
  }
}
