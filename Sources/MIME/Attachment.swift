/// A file that goes with a message, from memory, from disk or from elsewhere. It is written in base64, but for text in CRLF lines
/// in memory, which is written as it is where that may be.
public struct Attachment: Sendable, Hashable {
  /// Where the bytes come from.
  public enum Content: Sendable, Hashable {
    case bytes([UInt8])
    /// The path of a file, which is read in pieces while the message is sent.
    case file(String)
    /// Bytes that are asked for while the message is sent.
    case stream(ByteSource)
    /// A message, which is never encoded (RFC 2046, section 5.2.1).
    case message(EnclosedMessage)
  }

  /// The file name that the reader sees; any text without controls.
  public let name: String
  public let mediaType: MediaType
  public let content: Content
  /// What HTML refers to it by, for one of ``Message/inlineFiles``. Unless given, it is made of its place and the message's boundary.
  public var contentID: ContentID?

  /// Takes the file at `path`, which is opened now to see that it can be, and read when the message is sent.
  /// - Parameters:
  ///   - path: of a regular file.
  ///   - name: the name that the reader sees; the last part of `path` unless given.
  ///   - mediaType: what the file is; guessed from the name unless given.
  /// - Throws: ``MIMEError/Code/attachmentNotFound``, ``MIMEError/Code/unreadableAttachment`` (a directory, a device,
  ///   no permission), ``MIMEError/Code/invalidFileName``, or ``MIMEError/Code/invalidMediaType``.
  public init(file path: String, name: String? = nil, mediaType: MediaType? = nil) throws(MIMEError) {
    let name = name ?? path.split(separator: "/").last.map { String($0) } ?? path
    self.init(name: name, mediaType: mediaType ?? MediaType(fileName: name), content: .file(path))
    _ = try Self.open(path)
    try FileName.check(name)
    guard !self.mediaType.isComposite else { throw self.mediaType.notInBase64(name) }
  }

  /// Takes bytes. `name` and `mediaType` are checked when the message is written.
  public init(name: String, mediaType: MediaType, bytes: [UInt8]) {
    self.init(name: name, mediaType: mediaType, content: .bytes(bytes))
  }

  /// Takes bytes that are asked for while the message is sent. `name` and `mediaType`, which is guessed from the name unless given,
  /// are checked when the message is written.
  public init(name: String, mediaType: MediaType? = nil, source: ByteSource) {
    self.init(name: name, mediaType: mediaType ?? MediaType(fileName: name), content: .stream(source))
  }

  /// Takes a message to go with another, as one that is forwarded. `name` is checked when the message is written.
  public init(name: String = "message.eml", message: EnclosedMessage) {
    self.init(name: name, mediaType: message.mediaType, content: .message(message))
  }

  private init(name: String, mediaType: MediaType, content: Content) {
    self.name = name
    self.mediaType = mediaType
    self.content = content
    contentID = nil
  }

  static func open(_ path: String) throws(MIMEError) -> OpenFile {
    do throws(OpenFile.Failure) {
      return try OpenFile(path: path)
    } catch {
      switch error {
      case .notFound: throw MIMEError(code: .attachmentNotFound, reason: "no file at \(path.excerpt)")
      case .unreadable(let why): throw MIMEError(code: .unreadableAttachment, reason: "\(path.excerpt): \(why)")
      }
    }
  }
}
