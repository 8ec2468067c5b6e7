extension MIMEPart {
  /// How the part is meant to be shown; nil if it does not say so.
  public var disposition: ContentDisposition? { header.disposition.value }

  /// The name that the sender gave the file: of the Content-Disposition, else the `name` of the Content-Type. Any text: it may
  /// hold a path, or characters that mislead. For a name to save under see ``safeFileName``.
  public var fileName: String? { disposition?[parameter: "filename"] ?? mediaType[parameter: "name"] }

  /// A name under which the content can be saved in a folder of the reader's choice; nil if the part has no name.
  ///
  /// It is the last component of ``fileName``, on Windows too, without controls, characters that change the direction of text,
  /// leading dots and what Windows forbids; at most 255 bytes of UTF-8, of which the extension is kept. Never empty.
  public var safeFileName: String? { fileName.map(SafeFileName.make) }

  /// The Content-ID without its angle brackets, which a `cid:` URL names (RFC 2392).
  public var contentID: String? {
    guard let value = header.first(named: "Content-ID")?.value else { return nil }
    let content = value.withoutAngleBrackets
    return content.isEmpty ? nil : content.replacingControls
  }

  /// What the part is, in the sender's words (Content-Description).
  public var contentDescription: String? { header["Content-Description"] }
}
