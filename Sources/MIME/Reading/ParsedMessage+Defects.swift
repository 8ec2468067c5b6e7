extension ParsedMessage {
  /// All that is wrong with the message: ``defects``, and what shows only when fields, parameters and contents are read.
  ///
  /// All contents are decoded for it, one after the other.
  /// - Parameter limit: how many are told at most.
  public func allDefects(limit: Int = ReadingLimits.default.defects) -> [Defect] {
    var list = DefectList(limit: limit)
    list.append(contentsOf: defects)
    for part in root.allParts where !list.isFull {
      let isWholeMessage = part.offset == root.offset
      if !isWholeMessage { list.append(contentsOf: part.header.duplicates) }
      for field in part.header { list.append(contentsOf: field.defects) }
      list.append(contentsOf: part.header.disposition.defects)
      guard part.parts.isEmpty else { continue }
      list.append(contentsOf: part.text?.defects ?? part.decodedContent.defects)
      list.append(contentsOf: DeliveryStatus.reading(part)?.defects ?? [])
      list.append(contentsOf: DispositionNotification.reading(part)?.defects ?? [])
    }
    return list.defects
  }
}

extension ParsedField {
  private static let mailboxFields: Set<String> = ["from", "sender", "reply-to", "to", "cc", "bcc"]

  /// What is wrong with the value, by what the field is.
  fileprivate var defects: [Defect] {
    let name = name.asciiLowercased
    let structure = HeaderField(uncheckedName: name, value: "").structure
    if Self.mailboxFields.contains(name) || structure == .mailboxes {
      return ParsedHeader.mailboxes(of: [self]).defects
    }
    switch name {
    case "content-type", "content-disposition", "content-transfer-encoding": return []
    case "date", "resent-date":
      let isDate = MessageDate.parse(value) != nil
      return isDate ? [] : [Defect(.malformedDate, at: offset, "\(value.excerpt) is no date")]
    case "message-id", "in-reply-to", "references", "resent-message-id":
      return MessageID.list(in: value, at: offset).defects
    default: return structure == .text ? text.defects : unfolded.defects
    }
  }
}
