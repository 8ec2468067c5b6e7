extension ParsedHeader {
  /// The fields of RFC 5322, section 3.6, and of MIME that may stand once.
  private static let singleFields = [
    "Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject",
    "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-ID", "Content-Description",
    "Content-Disposition",
  ]

  /// Fields that stand more often than they may.
  var duplicates: [Defect] {
    Self.singleFields.flatMap { name in
      all(named: name).dropFirst().map { field in
        Defect(.duplicateField, at: field.offset, "the field \(name) stands more than once; the first is read")
      }
    }
  }

  /// What is wrong with this header as that of a message.
  var messageDefects: [Defect] {
    var defects: [Defect] = []
    if first(named: "MIME-Version") == nil, let field = first(where: { $0.isContentField }) {
      defects.append(Defect(.noMIMEVersion, at: field.offset, "the message uses MIME without a field MIME-Version"))
    }
    return defects
  }

  /// What the Content-Type says; `defaultType` if there is none, plain text if it cannot be read.
  func mediaType(default defaultType: MediaType) -> Reading<MediaType> {
    guard let field = first(named: "Content-Type") else { return Reading(defaultType) }
    let unfolded = field.unfolded
    var reader = ParameterReader(unfolded.value, at: field.offset)
    let name = reader.value()
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false).map {
      Substring($0).trimmingBlanks
    }
    let parameters = reader.parameters()
    let defects = unfolded.defects + parameters.defects
    guard parts.count == 2, parts.allSatisfy(MediaType.isToken) else {
      let defect = Defect(.malformedMediaType, at: field.offset, "\(name.excerpt) is no media type")
      return Reading(.plainText, [defect] + defects)
    }
    return Reading(
      MediaType(uncheckedType: parts[0].asciiLowercased, parts[1].asciiLowercased, parameters.value), defects)
  }

  /// What the Content-Transfer-Encoding says; 7bit if there is none (RFC 2045, section 6.1).
  var transferEncoding: Reading<TransferEncoding> {
    guard let field = first(named: "Content-Transfer-Encoding") else { return Reading(.sevenBit) }
    let value = field.value
    // Some programs write a semicolon or a comment after it.
    let token = value.prefix { $0 != ";" && $0 != "(" }.trimmingBlanks.asciiLowercased
    if let encoding = TransferEncoding(rawValue: token) { return Reading(encoding) }
    let defect = Defect(
      .unknownTransferEncoding, at: field.offset, "the transfer encoding \(value.excerpt) is not known")
    return Reading(.binary, [defect])
  }
}

extension ParsedField {
  fileprivate var isContentField: Bool { name.asciiLowercased.hasPrefix("content-") }
}
