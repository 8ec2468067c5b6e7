import MIME
import SASL

/// A file that goes with an ``EmailMessage``.
///
///     var report = EmailAttachment()
///     report.loadFromFile("/home/ada/report.pdf")
///     message.attachments.append(report)
///
/// A file is read while the message is sent, in pieces, so that memory does not grow with it. It is checked then too.
public struct EmailAttachment: Sendable, Hashable {
  private enum Content: Sendable, Hashable {
    case text(String)
    case bytes([UInt8])
    case file(path: String)
  }

  /// The file name that the reader sees, of any text. Where empty, the last part of the file's path.
  public var name = ""
  /// What it is, such as `image/png`; guessed from ``name`` where empty.
  public var mimeType = ""
  /// What ``data`` is in: `base64`, as Xojo's programs set it, or nothing for text as it is. How the attachment travels does
  /// not depend on it.
  public var contentEncoding = ""
  /// What the HTML refers to it by, for one of ``EmailMessage/inlineImages``, as `logo` in `<img src="cid:logo">`. Need not be set
  /// where the HTML names the file.
  public var contentID = ""
  private var content = Content.bytes([])

  public init() {}

  /// Takes bytes, which need no encoding.
  public init(name: String, mimeType: String = "", bytes: [UInt8] = []) {
    self.name = name
    self.mimeType = mimeType
    content = .bytes(bytes)
  }

  /// The content as text, in the encoding that ``contentEncoding`` names. Empty for a file and for bytes: it is there for
  /// programs that set it.
  public var data: String {
    get {
      if case .text(let text) = content { return text }
      return ""
    }
    set { content = .text(newValue) }
  }

  /// Takes the file at this path. Whether it can be read shows when the message is sent.
  public mutating func loadFromFile(_ path: String) {
    content = .file(path: path)
  }

  /// The attachment as it is sent.
  /// - Throws: ``EmailFault`` for what cannot be.
  func attachment() throws(EmailFault) -> Attachment {
    var attachment = try makeAttachment()
    if !contentID.isEmpty {
      attachment.contentID = try EmailFault.catching { () throws(MIMEError) in try ContentID(contentID) }
    }
    return attachment
  }

  private func makeAttachment() throws(EmailFault) -> Attachment {
    let type = mimeType.isEmpty ? nil : try EmailFault.catching { () throws(MIMEError) in try MediaType(mimeType) }
    switch content {
    case .file(let path):
      return try EmailFault.catching { () throws(MIMEError) in
        try Attachment(file: path, name: name.isEmpty ? nil : name, mediaType: type)
      }
    case .bytes(let bytes):
      return Attachment(name: name, mediaType: type ?? MediaType(fileName: name), bytes: bytes)
    case .text(let text):
      guard let bytes = decoded(text) else {
        throw EmailFault(.unusable, "the data of the attachment \"\(name)\" cannot be read as \"\(contentEncoding)\"")
      }
      return Attachment(name: name, mediaType: type ?? MediaType(fileName: name), bytes: bytes)
    }
  }

  private func decoded(_ text: String) -> [UInt8]? {
    switch contentEncoding.lowercased() {
    case "base64": Base64.decode(text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) })
    case "", "7bit", "8bit", "binary": Array(text.utf8)
    default: nil
    }
  }
}
