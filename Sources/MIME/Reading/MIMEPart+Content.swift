extension MIMEPart {
  /// How the content is written in the message; ``TransferEncoding/binary`` where that cannot be known.
  public var transferEncoding: TransferEncoding { header.transferEncoding.value }

  /// The content without its transfer encoding.
  ///
  /// What is broken is decoded as far as it can be. The bytes of a multipart or of an enclosed message are as they stand.
  public var decodedContent: Reading<[UInt8]> {
    guard parts.isEmpty else { return Reading(Array(content)) }
    let encoding = header.transferEncoding
    let decoded =
      switch encoding.value {
      case .sevenBit, .eightBit, .binary: Reading(Array(content))
      case .quotedPrintable: QuotedPrintableReader.decode(content)
      case .base64: Base64Reader.decode(content)
      }
    return Reading(decoded.value, encoding.defects + decoded.defects)
  }

  /// The content of a part of text, decoded from its charset, with LF as line end; nil if the part is no text.
  ///
  /// Bytes that mean nothing in the charset become U+FFFD. Text that is called US-ASCII, or whose charset is not known, is read as
  /// UTF-8 if it is UTF-8, and as windows-1252 otherwise.
  public var text: Reading<String>? {
    guard mediaType.type == "text" else { return nil }
    let content = decodedContent
    let decoded = Self.text(content.value[...], mediaType[parameter: "charset"], at: header.bytes.endIndex)
    return Reading(decoded.value, content.defects + decoded.defects)
  }

  private static func text(_ bytes: ArraySlice<UInt8>, _ label: String?, at offset: Int) -> Reading<String> {
    // Some programs name a charset that they did not know either (RFC 1428).
    let unlabelled: Set = [
      "", "unknown-8bit", "x-unknown", "unknown", "8bit", "default", "default_charset", "x-user-defined",
    ]
    let label = label ?? ""
    let charset = unlabelled.contains(label.asciiLowercased) ? Charset.ascii : Charset(label: label)
    guard let charset else {
      let defect = Defect(.unknownCharset, at: offset, "the charset \(label.excerpt) is not known")
      return Reading(Charset.utf8OrWindows(bytes).text.withLineFeeds, [defect])
    }
    let decoded = charset.decode(bytes, at: offset)
    return Reading(decoded.value.withLineFeeds, decoded.defects)
  }
}

extension String {
  /// This text with LF for each CRLF and each lone CR.
  var withLineFeeds: String {
    var text = self
    return text.withUTF8 { $0.firstIndex(of: .carriageReturn, from: 0) == nil ? nil : Self.withLineFeeds($0) } ?? self
  }

  private static func withLineFeeds(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count) { target in
      var written = 0
      func append(_ piece: Range<Int>) {
        _ = target[written...].initialize(fromContentsOf: bytes[piece])
        written += piece.count
      }
      var start = 0
      while let end = bytes.firstIndex(of: .carriageReturn, from: start) {
        append(start..<end)
        target[written] = .lineFeed
        written += 1
        start = end + 1
        if start < bytes.count, bytes[start] == .lineFeed { start += 1 }
      }
      append(start..<bytes.count)
      return written
    }
  }
}
