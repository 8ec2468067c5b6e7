extension Message {
  /// The message as a tree of parts: the texts as alternatives, the HTML with what it shows, all with the attachments.
  func makePart() throws(MIMEError) -> MessagePart {
    let text = if let body { body } else { try textPart() }
    guard !attachments.isEmpty || (body == nil && html == nil && !inlineFiles.isEmpty) else {
      return text ?? .text("")
    }
    let loose = body == nil && html == nil ? inlineFiles.map { MessagePart.file($0, disposition: .inline) } : []
    let files = attachments.map { MessagePart.file($0) }
    return try .multipart("mixed", (text.map { [$0] } ?? []) + loose + files)
  }

  private func textPart() throws(MIMEError) -> MessagePart? {
    var parts: [MessagePart] = []
    if let text { parts.append(.text(text)) }
    // From the plainest to the one that is closest to what the author meant (RFC 2046, section 5.1.4).
    if let enriched { parts.append(try .text(enriched, subtype: "enriched")) }
    if let html { parts.append(try htmlPart(html)) }
    if let calendar { parts.append(.calendar(calendar)) }
    return parts.count > 1 ? try .multipart("alternative", parts) : parts.first
  }

  private func htmlPart(_ html: String) throws(MIMEError) -> MessagePart {
    guard !inlineFiles.isEmpty else { return .html(html) }
    var files: [Attachment] = []
    for (index, given) in inlineFiles.enumerated() {
      var file = given
      file.contentID = given.contentID ?? derivedContentID(index)
      files.append(file)
    }
    let urls = files.reduce(into: [:]) { urls, file in urls[file.name] = urls[file.name] ?? file.contentID?.url }
    return .related(
      .html(InlineReferences.replace(in: html, by: urls)), files.map { .file($0, disposition: .inline) })
  }

  /// The same each time that the message is written.
  private func derivedContentID(_ index: Int) -> ContentID {
    let domain = from.first.flatMap { DomainName.asciiForm(of: $0.address.domain) } ?? "localhost.invalid"
    return ContentID(unchecked: "inline\(index + 1).\(boundary)@\(domain)")
  }

  /// What cannot be written together.
  func checkParts() throws(MIMEError) {
    guard body == nil || (text == nil && html == nil && enriched == nil && calendar == nil && inlineFiles.isEmpty)
    else {
      throw MIMEError(code: .conflictingContent, reason: "the message has a body, and texts beside it")
    }
    var names: Set<ContentID> = []
    for case let identifier? in inlineFiles.map(\.contentID) + attachments.map(\.contentID)
    where !names.insert(identifier).inserted {
      throw MIMEError(code: .conflictingContent, reason: "two parts have the Content-ID \(identifier)")
    }
  }
}

extension Message {
  /// The messages that are parts of this one, but for those in these.
  var enclosedMessages: [EnclosedMessage] {
    var found: [EnclosedMessage] = []
    for file in attachments + inlineFiles {
      if case .message(let message) = file.content { found.append(message) }
    }
    var waiting = body.map { [$0] } ?? []
    while let part = waiting.popLast() {
      switch part.content {
      case .parts(let parts): waiting += parts
      case .file(.message(let message)): found.append(message)
      case .text, .file: break
      }
    }
    return found
  }
}
