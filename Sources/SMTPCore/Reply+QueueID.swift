extension Reply {
  /// The name that the server gave the message, where its reply to the end of the data has one in the form of Postfix
  /// (`queued as ID`), Exim (`id=ID`), Sendmail and OpenSMTPD (`ID Message accepted for delivery`), Exchange
  /// (`<ID> [InternalId=…]`) or Gmail (`OK … ID - gsmtp`). A hint for people, no more: it is text.
  public var queueID: String? {
    guard severity == .positiveCompletion else { return nil }
    let words = text.split(separator: " ").map(String.init)
    for (index, word) in words.enumerated() {
      let lower = word.lowercased()
      if lower == "as", index > 0, words[index - 1].lowercased() == "queued", index + 1 < words.count {
        return Self.trimmed(words[index + 1])
      }
      if lower.hasPrefix("id=") { return Self.trimmed(String(word.dropFirst(3))) }
      if lower == "message", index > 0,
        words[index...].prefix(2).joined(separator: " ").lowercased() == "message accepted"
      {
        return Self.trimmed(words[index - 1])
      }
      if lower.hasPrefix("[internalid="), index > 0 { return Self.trimmed(words[index - 1]) }
      if lower == "gsmtp", index > 1, words[index - 1] == "-" { return Self.trimmed(words[index - 2]) }
    }
    return nil
  }

  private static func trimmed(_ word: String) -> String? {
    let bare = word.drop { "<([".contains($0) }
    let end = bare.lastIndex { !">)].,;".contains($0) }
    return end.map { String(bare[...$0]) }
  }
}
