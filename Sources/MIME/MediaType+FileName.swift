extension MediaType {
  /// Guesses a media type from the extension of a file name; `application/octet-stream` when it is not known.
  public init(fileName: String) {
    let name = fileName.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, let ending = parts.last, let (type, subtype) = Self.byExtension[ending.asciiLowercased]
    else {
      self = .octetStream
      return
    }
    self.init(uncheckedType: type, subtype)
  }

  // No .eml: RFC 2046, section 5.2.1, forbids base64 for message/rfc822, and attachments are written in base64.
  private static let byExtension: [String: (String, String)] = [
    "7z": ("application", "x-7z-compressed"),
    "aac": ("audio", "aac"),
    "avif": ("image", "avif"),
    "bmp": ("image", "bmp"),
    "css": ("text", "css"),
    "csv": ("text", "csv"),
    "doc": ("application", "msword"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "epub": ("application", "epub+zip"),
    "flac": ("audio", "flac"),
    "gif": ("image", "gif"),
    "gz": ("application", "gzip"),
    "heic": ("image", "heic"),
    "htm": ("text", "html"),
    "html": ("text", "html"),
    "ics": ("text", "calendar"),
    "jpeg": ("image", "jpeg"),
    "jpg": ("image", "jpeg"),
    "js": ("text", "javascript"),
    "json": ("application", "json"),
    "log": ("text", "plain"),
    "m4a": ("audio", "mp4"),
    "md": ("text", "markdown"),
    "mov": ("video", "quicktime"),
    "mp3": ("audio", "mpeg"),
    "mp4": ("video", "mp4"),
    "mpeg": ("video", "mpeg"),
    "odp": ("application", "vnd.oasis.opendocument.presentation"),
    "ods": ("application", "vnd.oasis.opendocument.spreadsheet"),
    "odt": ("application", "vnd.oasis.opendocument.text"),
    "ogg": ("audio", "ogg"),
    "p7s": ("application", "pkcs7-signature"),
    "pdf": ("application", "pdf"),
    "png": ("image", "png"),
    "ppt": ("application", "vnd.ms-powerpoint"),
    "pptx": ("application", "vnd.openxmlformats-officedocument.presentationml.presentation"),
    "ps": ("application", "postscript"),
    "rtf": ("application", "rtf"),
    "svg": ("image", "svg+xml"),
    "tar": ("application", "x-tar"),
    "tif": ("image", "tiff"),
    "tiff": ("image", "tiff"),
    "txt": ("text", "plain"),
    "vcf": ("text", "vcard"),
    "wav": ("audio", "wav"),
    "webm": ("video", "webm"),
    "webp": ("image", "webp"),
    "xls": ("application", "vnd.ms-excel"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "xml": ("application", "xml"),
    "yaml": ("application", "yaml"),
    "zip": ("application", "zip"),
  ]
}
