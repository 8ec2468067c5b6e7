import SASL

extension Command {
  /// Reads a command from a line without its CRLF (RFC 5321 section 4.1, in UTF-8 as RFC 6531 allows).
  ///
  /// Spaces after `FROM:` and `TO:` are passed over, as old programs send them; a source route is ignored (RFC 5321
  /// appendix C). Whether the command may stand here, and whether a parameter was offered, is for the session to say.
  /// - Parameter postmasterDomain: completes `<Postmaster>`, which may stand without a domain (section 4.5.1).
  /// - Throws: ``ServerCommandError``
  public static func parse(
    _ line: some Collection<UInt8>, postmasterDomain: String
  ) throws(ServerCommandError) -> Command {
    guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }),
      let text = String(validating: line, as: UTF8.self)
    else { throw .notText }
    let words = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
    let verb = words.first?.asciiUppercased ?? ""
    let argument = words.count > 1 ? trimmed(words[1]) : ""
    switch verb {
    case "EHLO": return .ehlo(try clientName(argument))
    case "HELO": return .helo(try clientName(argument))
    case "MAIL": return try mail(argument)
    case "RCPT": return try rcpt(argument, postmasterDomain: postmasterDomain)
    case "BDAT": return try bdat(argument)
    case "AUTH": return try auth(argument)
    case "VRFY": return .vrfy(String(argument))
    case "EXPN": return .expn(String(argument))
    case "NOOP": return .noop
    case "HELP": return .help
    default: return try withoutArgument(verb, argument)
    }
  }

  private static func withoutArgument(_ verb: String, _ argument: Substring) throws(ServerCommandError) -> Command {
    let command: Command
    switch verb {
    case "STARTTLS": command = .startTLS
    case "DATA": command = .data
    case "RSET": command = .rset
    case "QUIT": command = .quit
    default: throw .unknownCommand
    }
    guard argument.isEmpty else { throw .syntax("\(verb) takes no argument") }
    return command
  }

  private static func trimmed(_ text: Substring.UTF8View) -> Substring {
    let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == 0x09 }
    let start = text.drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
    return Substring(start[...last])
  }

  private static func clientName(_ text: Substring) throws(ServerCommandError) -> ClientName {
    do {
      return try ClientName(String(text))
    } catch {
      throw .syntax("A domain name or an address literal is needed: \(error)")
    }
  }

  private static func mail(_ argument: Substring) throws(ServerCommandError) -> Command {
    let (path, parameters) = try pathAndParameters(argument, after: "FROM:")
    guard !path.isEmpty else { return .mail(.null, parameters) }
    return .mail(.address(try address(path, status: "5.1.7")), parameters)
  }

  private static func rcpt(
    _ argument: Substring, postmasterDomain: String
  ) throws(ServerCommandError) -> Command {
    let (path, parameters) = try pathAndParameters(argument, after: "TO:")
    let isPostmaster = path.utf8.asciiUppercased == "POSTMASTER"
    return .rcpt(try address(isPostmaster ? "\(path)@\(postmasterDomain)" : path, status: "5.1.3"), parameters)
  }

  private static func address(_ text: Substring, status: String) throws(ServerCommandError) -> EnvelopeAddress {
    do {
      return try EnvelopeAddress(text)
    } catch {
      throw .syntax("Not an address: \(error)", status: status)
    }
  }

  /// Splits `FROM:<path> KEY=value KEY` into the path without brackets and source route, and the parameters.
  private static func pathAndParameters(
    _ argument: Substring, after keyword: String
  ) throws(ServerCommandError) -> (path: Substring, parameters: [ESMTPParameter]) {
    guard argument.utf8.prefix(keyword.utf8.count).asciiUppercased == keyword else {
      throw .syntax("Syntax: \(keyword == "FROM:" ? "MAIL FROM:" : "RCPT TO:")<address>")
    }
    let text = trimmed(argument.utf8.dropFirst(keyword.utf8.count)).utf8
    guard text.first == UInt8(ascii: "<"), let end = endOfPath(text) else {
      throw .syntax("The address must stand between < and >")
    }
    let rest = text[text.index(after: end)...]
    guard rest.isEmpty || rest.first == UInt8(ascii: " ") else { throw .syntax("A space must follow the address") }
    return (try withoutSourceRoute(text[..<end].dropFirst()), try parameters(rest))
  }

  /// The `>` that is not within quotes.
  private static func endOfPath(_ text: Substring.UTF8View) -> Substring.UTF8View.Index? {
    var isQuoted = false
    var isEscaped = false
    for index in text.indices {
      switch text[index] {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isQuoted: isEscaped = true
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ">") where !isQuoted: return index
      default: break
      }
    }
    return nil
  }

  private static func withoutSourceRoute(_ path: Substring.UTF8View) throws(ServerCommandError) -> Substring {
    guard path.first == UInt8(ascii: "@") else { return Substring(path) }
    guard let colon = path.firstIndex(of: UInt8(ascii: ":")) else { throw .syntax("The source route has no end") }
    return Substring(path[path.index(after: colon)...])
  }

  private static func parameters(_ text: Substring.UTF8View) throws(ServerCommandError) -> [ESMTPParameter] {
    var result: [ESMTPParameter] = []
    for word in text.split(separator: UInt8(ascii: " ")) {
      let parts = word.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let keyword = parts.first.map { String(Substring($0)) } ?? ""
      do {
        result.append(try ESMTPParameter(keyword, parts.count > 1 ? String(Substring(parts[1])) : nil))
      } catch {
        throw .syntax("Parameter not understood: \(error)")
      }
    }
    return result
  }

  private static func bdat(_ argument: Substring) throws(ServerCommandError) -> Command {
    let words = argument.utf8.split(separator: UInt8(ascii: " "))
    guard let digits = words.first, digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let size = Int(String(Substring(digits))), words.count <= 2
    else { throw .unreadableChunkSize }
    guard words.count == 2 else { return .bdat(size: size, isLast: false) }
    guard words[1].asciiUppercased == "LAST" else { throw .unreadableChunkSize }
    return .bdat(size: size, isLast: true)
  }

  private static func auth(_ argument: Substring) throws(ServerCommandError) -> Command {
    let words = argument.utf8.split(separator: UInt8(ascii: " "))
    guard let first = words.first, words.count <= 2, isMechanismName(first) else {
      throw .syntax("Syntax: AUTH mechanism [initial-response]")
    }
    let mechanism = first.asciiUppercased
    guard words.count == 2 else { return .auth(mechanism: mechanism, initialResponse: nil) }
    let isEmpty = words[1].elementsEqual([UInt8(ascii: "=")])
    guard let response = isEmpty ? [] : Base64.decode(words[1]) else {
      throw .syntax("The initial response is not base64", status: "5.5.2")
    }
    return .auth(mechanism: mechanism, initialResponse: Secret(bytes: response))
  }

  /// RFC 4422 section 3.1: up to 20 letters, digits, hyphens and underscores.
  private static func isMechanismName(_ text: Substring.UTF8View) -> Bool {
    (1...20).contains(text.count)
      && text.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
      }
  }
}

extension Collection<UInt8> {
  /// In upper case by ASCII alone: to Unicode the long s of `\u{17F}TARTTLS` is an S as well.
  var asciiUppercased: String {
    String(decoding: map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
  }
}
