/// What Postfix logs of one connection when it ends: which commands it saw, and which TLS it used.
struct PostfixSession: Sendable {
  struct Count: Sendable, Equatable {
    let accepted: Int
    let seen: Int
  }

  let clientPort: Int
  /// By Postfix's lower-case names: `ehlo`, `starttls`, `auth`, `mail`, `rcpt`, `data`, `bdat`, `quit`, `unknown`.
  let commands: [String: Count]
  /// As logged: "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 …".
  let tls: String?

  func seen(_ command: String) -> Int { commands[command]?.seen ?? 0 }
  func accepted(_ command: String) -> Int { commands[command]?.accepted ?? 0 }

  /// The connections that have ended, in the order of their ends.
  static func all(in lines: some Sequence<String>) -> [PostfixSession] {
    var tls: [Int: String] = [:]
    var sessions: [PostfixSession] = []
    for line in lines {
      let port = line.firstRange(of: "[127.0.0.1]:").flatMap { mark in
        Int(line[mark.upperBound...].prefix { $0.isNumber })
      }
      guard let port else { continue }
      if let mark = line.firstRange(of: " TLS connection established from "),
        let colon = line[mark.upperBound...].firstRange(of: ": ")
      {
        tls[port] = String(line[colon.upperBound...])
      } else if line.contains("]: disconnect from ") {
        sessions.append(
          PostfixSession(clientPort: port, commands: counts(in: line), tls: tls.removeValue(forKey: port)))
      }
    }
    return sessions
  }

  /// Reads `ehlo=2 auth=0/1 commands=2/3`: accepted, and seen where some were refused.
  private static func counts(in line: String) -> [String: Count] {
    var counts: [String: Count] = [:]
    for word in line.split(separator: " ") {
      let sides = word.split(separator: "=")
      guard sides.count == 2 else { continue }
      let numbers = sides[1].split(separator: "/").compactMap { Int($0) }
      guard let accepted = numbers.first, let seen = numbers.last else { continue }
      counts[String(sides[0])] = Count(accepted: accepted, seen: seen)
    }
    return counts
  }
}
