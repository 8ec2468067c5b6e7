/// A file that goes with a message, from memory or from disk. It is written in base64.
public struct Attachment: Sendable, Hashable {
  /// Where the bytes come from.
  public enum Content: Sendable, Hashable {
    case bytes([UInt8])
    /// The path of a file, which is read in pieces while the message is sent.
    case file(String)
  }

  /// The file name that the reader sees; any text without controls.
  public let name: String
  public let mediaType: MediaType
  public let content: Content

  /// Takes the file at `path`, which is opened now to see that it can be, and read when the message is sent.
  /// - Parameters:
  ///   - name: the name that the reader sees; the last part of `path` unless given.
  ///   - mediaType: what the file is; guessed from the name unless given.
  /// - Throws: ``MIMEError/Code/attachmentNotFound``, ``MIMEError/Code/unreadableAttachment`` (a directory, a device,
  ///   no permission), ``MIMEError/Code/invalidFileName``, or ``MIMEError/Code/invalidMediaType``.
  public init(file path: String, name: String? = nil, mediaType: MediaType? = nil) throws(MIMEError) {
    let name = name ?? path.split(separator: "/").last.map { String($0) } ?? path
    self.init(name: name, mediaType: mediaType ?? MediaType(fileName: name), content: .file(path))
    _ = try Self.open(path)
    try validate()
  }

  /// Takes bytes. `name` and `mediaType` are checked when the message is written.
  public init(name: String, mediaType: MediaType, bytes: [UInt8]) {
    self.init(name: name, mediaType: mediaType, content: .bytes(bytes))
  }

  private init(name: String, mediaType: MediaType, content: Content) {
    self.name = name
    self.mediaType = mediaType
    self.content = content
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

  /// Checks what the two ways of making an attachment leave to the writing.
  func validate() throws(MIMEError) {
    guard !name.isEmpty else { throw MIMEError(code: .invalidFileName, reason: "an attachment has an empty name") }
    for (index, scalar) in name.unicodeScalars.enumerated() where scalar.isControl {
      throw MIMEError(
        code: .invalidFileName,
        reason: "the name \(name.excerpt) has the control \(scalar.codePoint) at character \(index + 1)")
    }
    // RFC 2045, section 6.4: composite types may not be in base64.
    guard mediaType.type != "multipart", mediaType.type != "message" else {
      throw MIMEError(
        code: .invalidMediaType,
        reason: "the attachment \(name.excerpt) cannot be \(mediaType.type)/\(mediaType.subtype), which forbids base64")
    }
  }
}
