/// How long the server is to keep a message before it delivers it (FUTURERELEASE, RFC 4865).
public struct MessageHold: Sendable, Hashable {
  enum Release: Sendable, Hashable {
    case after(seconds: Int)
    case at(UTCTime)
  }

  let release: Release

  /// Holds the message for so many seconds (section 4, `HOLDFOR`).
  /// - Throws: ``EnvelopeSyntaxError`` for what is not between 1 and 999999999.
  public static func seconds(_ seconds: Int) throws(EnvelopeSyntaxError) -> MessageHold {
    guard (1...999_999_999).contains(seconds) else { throw .init("HOLDFOR takes 1 to 999999999 seconds") }
    return MessageHold(release: .after(seconds: seconds))
  }

  /// Holds the message until a moment (section 4, `HOLDUNTIL`).
  public static func until(_ time: UTCTime) -> MessageHold { MessageHold(release: .at(time)) }

  private init(release: Release) {
    self.release = release
  }

  /// Reads the value of a `HOLDFOR` or `HOLDUNTIL` parameter.
  init(parsing value: String?, of keyword: String) throws(EnvelopeSyntaxError) {
    if keyword == "HOLDFOR" {
      guard let seconds = value.flatMap({ decimal($0, digits: 1...9) }) else {
        throw .init("Syntax: HOLDFOR=seconds")
      }
      self = try .seconds(seconds)
    } else {
      guard let time = value.flatMap({ UTCTime($0) }) else {
        throw .init("Syntax: HOLDUNTIL=date and time as RFC 3339 has them")
      }
      self = .until(time)
    }
  }

  var parameter: ESMTPParameter {
    switch release {
    case .after(let seconds): ESMTPParameter(trusted: "HOLDFOR", "\(seconds)")
    case .at(let time): ESMTPParameter(trusted: "HOLDUNTIL", time.description)
    }
  }
}

extension Capabilities {
  /// How long a server holds messages (RFC 4865 section 3).
  public struct FutureRelease: Sendable, Hashable {
    /// In seconds; nil where it is not told.
    public var longest: Int?
    /// The last moment for ``MessageHold/until(_:)``; nil where it is not told.
    public var latest: UTCTime?

    public init(longest: Int? = nil, latest: UTCTime? = nil) {
      self.longest = longest
      self.latest = latest
    }

    /// As they stand behind the keyword, which needs both.
    var words: [String] {
      let latest = latest ?? UTCTime.latest
      return ["\(longest ?? 999_999_999)", latest.description]
    }

    /// What is wrong with a hold, nil for nothing.
    func problem(with hold: MessageHold) -> String? {
      switch hold.release {
      case .after(let seconds):
        guard let longest, seconds > longest else { return nil }
        return "the server holds messages for \(longest) s at most (FUTURERELEASE), not for \(seconds) s"
      case .at(let time):
        guard let latest, time > latest else { return nil }
        return "the server holds messages until \(latest) at most (FUTURERELEASE), not until \(time)"
      }
    }
  }

  /// Nil where the server does not offer to hold messages.
  public var futureRelease: FutureRelease? {
    guard offers("FUTURERELEASE") else { return nil }
    let words = parameters(of: "FUTURERELEASE")
    return FutureRelease(
      longest: words.first.flatMap { decimal($0, digits: 1...9) },
      latest: words.dropFirst().first.flatMap { UTCTime($0) })
  }

  func check(_ hold: MessageHold) throws(SessionError) {
    guard let futureRelease else { throw .init(.extensionNotOffered("FUTURERELEASE"), in: .envelope) }
    if let problem = futureRelease.problem(with: hold) { throw .init(.extensionLimit(problem), in: .envelope) }
  }
}
