/// What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1): keywords with their parameters.
///
/// Keywords are compared without regard to case. What was learnt before TLS is worth nothing after it (RFC 3207 section
/// 4.2), so a session makes a new value from every EHLO.
public struct Capabilities: Sendable, Hashable {
  /// The name that the server gave itself.
  public let serverName: String
  private let parameters: [String: [String]]
  /// The keywords in upper case, in the server's order.
  public let keywords: [String]

  /// What a server that knows only HELO offers: nothing.
  public static let none = Capabilities(serverName: "", lines: [])

  public init(ehloReply: Reply) {
    let greeting = ehloReply.lines.first?.split(separator: " ").first.map(String.init) ?? ""
    self.init(serverName: greeting, lines: Array(ehloReply.lines.dropFirst()))
  }

  private init(serverName: String, lines: [String]) {
    var keywords: [String] = []
    var parameters: [String: [String]] = [:]
    for line in lines {
      // Exchange of old and some appliances write "AUTH=LOGIN PLAIN" as well as the proper form.
      var words = line.split(separator: " ").map { $0.uppercased() }
      if let first = words.first, first.hasPrefix("AUTH=") {
        words.replaceSubrange(0...0, with: ["AUTH", String(first.dropFirst(5))].filter { !$0.isEmpty })
      }
      guard let keyword = words.first else { continue }
      if parameters[keyword] == nil { keywords.append(keyword) }
      parameters[keyword, default: []] += words.dropFirst()
    }
    self.serverName = serverName
    self.keywords = keywords
    self.parameters = parameters
  }

  private init(serverName: String, keywords: [String], parameters: [String: [String]]) {
    self.serverName = serverName
    self.keywords = keywords
    self.parameters = parameters
  }

  /// The same without some keywords, for a server that offers what it then refuses.
  /// - Parameter withheld: in upper case.
  public func without(_ withheld: Set<String>) -> Capabilities {
    guard !withheld.isEmpty else { return self }
    return Capabilities(
      serverName: serverName, keywords: keywords.filter { !withheld.contains($0) },
      parameters: parameters.filter { !withheld.contains($0.key) })
  }

  public func offers(_ keyword: String) -> Bool {
    has(keyword.uppercased())
  }

  /// The parameters of a keyword in upper case, empty where it has none or is not offered.
  public func parameters(of keyword: String) -> [String] {
    parameters[keyword.uppercased()] ?? []
  }

  public var offersStartTLS: Bool { has("STARTTLS") }
  public var offersPipelining: Bool { has("PIPELINING") }
  public var offersChunking: Bool { has("CHUNKING") }
  public var offers8BitMIME: Bool { has("8BITMIME") }
  public var offersSMTPUTF8: Bool { has("SMTPUTF8") }
  public var offersSize: Bool { has("SIZE") }

  /// The same for a keyword in upper case.
  func has(_ keyword: String) -> Bool { parameters[keyword] != nil }

  /// The SASL mechanisms offered, in upper case and the server's order.
  public var authenticationMechanisms: [String] {
    var seen: Set<String> = []
    return parameters(of: "AUTH").filter { seen.insert($0).inserted }
  }

  /// The largest message the server takes, in bytes; nil where it sets no limit or names none (RFC 1870 section 4).
  public var maximumMessageSize: Int? {
    guard let size = parameters(of: "SIZE").first.flatMap(Int.init), size > 0 else { return nil }
    return size
  }
}
