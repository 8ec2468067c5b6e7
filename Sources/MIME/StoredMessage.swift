#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A message that is given as bytes, such as an `.eml` file, and sent as it is.
///
/// Only its line ends are made CRLF, and its last line is ended. All else stays, a Bcc field too: taking a field out
/// could break a signature, and whoever hands over a finished message has decided what is in it. ``bcc`` tells, so that
/// a program may ask first.
///
/// A file is read once when this value is made, in pieces, and again while it is sent.
public struct StoredMessage: Sendable {
  /// The most bytes that a header may have: 1 MiB.
  public static let maximumHeaderSize = 1 << 20

  enum Source: Sendable, Hashable {
    case bytes([UInt8])
    case file(path: String, OpenFile.Identity)
  }

  private let source: Source
  private let scan: MessageScanner.Result
  private let fields: StoredHeader

  /// Reads the file at `path` once: its header, and what its body needs.
  /// - Throws: ``MIMEError/Code/messageNotFound``, ``MIMEError/Code/unreadableMessage``, ``MIMEError/Code/noHeader``
  ///   with what was found where, or ``MIMEError/Code/headerTooLong``.
  public init(file path: String) throws(MIMEError) {
    do throws(OpenFile.Failure) {
      var scanner = MessageScanner()
      let file = try OpenFile(path: path)
      var offset = 0
      while offset < file.size {
        let chunk = try file.read(at: offset, count: MessageStream.chunkSize)
        guard !chunk.isEmpty else { throw .unreadable("it had \(file.size) bytes and breaks off at \(offset)") }
        offset += chunk.count
        scanner.scan(chunk[...])
      }
      scan = scanner.finish()
      source = .file(path: path, file.identity)
    } catch {
      switch error {
      case .notFound: throw MIMEError(code: .messageNotFound, reason: "no file at \(path.excerpt)")
      case .unreadable(let why): throw MIMEError(code: .unreadableMessage, reason: "\(path.excerpt): \(why)")
      }
    }
    fields = try StoredHeader(scan, of: path.excerpt)
  }

  /// Takes a message from memory.
  /// - Throws: ``MIMEError/Code/noHeader`` with what was found where, or ``MIMEError/Code/headerTooLong``.
  public init(bytes: [UInt8]) throws(MIMEError) {
    var scanner = MessageScanner()
    scanner.scan(bytes[...])
    scan = scanner.finish()
    source = .bytes(bytes)
    fields = try StoredHeader(scan, of: "the message")
  }
}

extension StoredMessage {
  /// The fields of the header, unfolded, in their order. Bytes that are not UTF-8 appear as U+FFFD.
  public var header: HeaderFields { fields.all }
  public var from: [Mailbox] { fields.from }
  public var sender: Mailbox? { fields.sender }
  public var to: [Mailbox] { fields.to }
  public var cc: [Mailbox] { fields.cc }
  /// What a Bcc field has, which every recipient will see.
  public var bcc: [Mailbox] { fields.bcc }
  /// The Date field, if it can be read.
  public var date: Date? { header["Date"].flatMap(MessageDate.parse) }
  /// How many bytes it has when it is sent.
  public var size: Int { scan.size }
  /// The bytes of its longest line, without CRLF. Servers need not take more than 998 (RFC 5321, section 4.5.3.1.6).
  public var longestLine: Int { scan.longestLine }
}

extension StoredMessage: MessageContent {
  public var envelopeSender: EmailAddress? { (sender ?? from.first)?.address }

  public var envelopeRecipients: [EmailAddress] { fields.recipients }

  public var messageID: MessageID? { header["Message-ID"].flatMap { try? MessageID($0.trimmingBlanks) } }

  /// Whether its body has bytes above 127, or its header has some that are not UTF-8, which SMTPUTF8 does not allow.
  public var needsEightBitTransport: Bool {
    scan.hasEightBitBody || fields.hasEightBitBytes && !fields.isInternational
  }

  public var declinesTLS: Bool { fields.declinesTLS }

  public var hasInternationalHeader: Bool { fields.isInternational }

  /// Checks that there is a sender, and that the field it comes from could be read.
  public func validateSender() throws(MIMEError) {
    if let error = fields.senderError { throw error }
    try requireSender()
  }

  /// Checks that there is a recipient, and that To, Cc and Bcc could be read: an address that was passed over in silence
  /// would be a recipient lost.
  public func validateRecipients() throws(MIMEError) {
    if let error = fields.recipientError { throw error }
    try requireRecipients()
  }

  /// Begins to write the message.
  /// - Throws: Nothing now; the stream throws if the file is not what it was.
  public func makeStream() throws(MIMEError) -> MessageStream {
    MessageStream([segment], bodyNeeds: needsEightBitTransport ? .eightBitBody : [])
  }

  /// All of it.
  var segment: MessageStream.Segment {
    switch source {
    // Where nothing is to be changed, the size is what it was.
    case .bytes(let bytes): size == bytes.count ? .bytes(bytes) : .storedBytes(bytes, writtenSize: size)
    case .file(let path, let identity): .storedFile(path: path, identity, writtenSize: size)
    }
  }
}

/// Two are equal if they have the same bytes, or are the same file with nothing written to it in between.
extension StoredMessage: Hashable {
  public static func == (one: StoredMessage, other: StoredMessage) -> Bool { one.source == other.source }

  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}
