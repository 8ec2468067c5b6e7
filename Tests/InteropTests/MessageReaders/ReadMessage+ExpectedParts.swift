import Crypto
import Foundation
import MIME

extension ReadMessage.Part {
  /// All that a message holds.
  init(rootOf message: Message) {
    let html = message.html
    let isShown = html != nil
    var parts = [Self(bodyOf: message)].compactMap { $0 }
    // Without HTML nothing says where an inline file is to be shown.
    if !isShown { parts += message.inlineFiles.map { Self($0, disposition: "inline") } }
    parts += message.attachments.map { Self($0, disposition: "attachment") }
    let isMixed = !message.attachments.isEmpty || (!isShown && !message.inlineFiles.isEmpty)
    self = isMixed ? Self(type: "multipart/mixed", parts: parts) : parts.first ?? Self(text: "", subtype: "plain")
  }

  /// What is to be read, in all its forms, the plainest first (RFC 2046, section 5.1.4).
  private init?(bodyOf message: Message) {
    if let body = message.body {
      self.init(body)
      return
    }
    var texts: [Self] = []
    if let text = message.text { texts.append(Self(text: text, subtype: "plain")) }
    if let text = message.enriched { texts.append(Self(text: text, subtype: "enriched")) }
    if let html = message.html { texts.append(Self(html: html, showing: message.inlineFiles)) }
    if let calendar = message.calendar {
      var part = Self(text: calendar.text, subtype: "calendar")
      part.parameters["method"] = calendar.method
      texts.append(part)
    }
    guard let first = texts.first else { return nil }
    self = texts.count > 1 ? Self(type: "multipart/alternative", parts: texts) : first
  }

  /// The generated HTML names its files in one way.
  private init(html: String, showing files: [MIME.Attachment]) {
    let shown = files.reduce(html) { html, file in
      html.replacing("src=\"\(file.name)\"", with: "src=\"\(file.contentID?.url ?? "")\"")
    }
    let root = Self(text: shown, subtype: "html")
    guard !files.isEmpty else {
      self = root
      return
    }
    self.init(
      type: "multipart/related", parameters: ["type": "text/html"],
      parts: [root] + files.map { Self($0, disposition: "inline") })
  }

  private init(_ part: MessagePart) {
    switch part.content {
    case .text(let text): self.init(text: text, subtype: part.mediaType.subtype)
    case .file(let content): self.init(content)
    case .parts(let parts): self.init(type: "", parts: parts.map { Self($0) })
    }
    setType(part.mediaType)
    contentID = part.contentID?.content
    name = part.fileName
    // A file name alone makes a file of it.
    disposition = part.disposition?.rawValue ?? name.map { _ in "attachment" }
    if disposition == "attachment" { text = nil }
  }

  private init(_ file: MIME.Attachment, disposition: String) {
    self.init(file.content)
    setType(file.mediaType)
    (name, self.disposition, contentID) = (file.name, disposition, file.contentID?.content)
  }

  private init(_ content: MIME.Attachment.Content) {
    self.init(type: "")
    switch content {
    case .bytes(let bytes): setContent(bytes)
    case .message(.composed(let message)): messages = [ReadMessage(of: message)]
    case .message(.stored), .file, .stream: break
    }
  }
}

extension ReadMessage.Part {
  /// A text that is shown; on the way its lines end with CRLF.
  private init(text: String, subtype: String) {
    let text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    self.init(type: "text/\(subtype)", text: text)
    setContent(Array(text.replacing("\n", with: "\r\n").utf8))
  }

  private mutating func setType(_ mediaType: MediaType) {
    type = "\(mediaType.type)/\(mediaType.subtype)"
    for parameter in mediaType.parameters { parameters[parameter.name] = parameter.value }
  }

  mutating func setContent(_ bytes: [UInt8]) {
    size = bytes.count
    digest = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
  }
}
