/// A message that was read: any bytes give one.
///
/// ```swift
/// let message = ParsedMessage([UInt8]("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n".utf8))
/// print(message.header.subject ?? "")  // Grüße
/// print(message.text ?? "")  // Hello
/// print(message.defects.isEmpty)  // true
/// ```
///
/// The bytes are kept as they are, and all parts are pieces of them. Reading takes time in proportion to their number; a part's
/// content is decoded when it is asked for. Obsolete and broken forms are read as far as they make sense: ``defects`` tells what
/// is wrong with the structure, and ``allDefects(limit:)`` what is wrong with anything in it.
public struct ParsedMessage: Sendable, Hashable {
  /// The message as it was given, byte for byte. An enclosed message keeps its places in the one that it is in.
  public let bytes: ArraySlice<UInt8>

  /// The message as the first part of its tree.
  public let root: MIMEPart

  /// What is wrong with the structure, in the order in which it was found.
  public let defects: [Defect]

  /// Reads a message.
  ///
  /// Lines may end with CRLF, with LF alone, or, if there is no LF at all, with CR alone.
  public init(_ bytes: [UInt8], limits: ReadingLimits = .default) {
    self.init(bytes[...], limits: limits)
  }

  init(_ bytes: ArraySlice<UInt8>, limits: ReadingLimits) {
    var parser = PartTreeParser(bytes, limits: limits)
    self.bytes = bytes
    root = parser.parse()
    defects = parser.defects + root.header.messageDefects + root.header.duplicates
  }

  /// An enclosed message, whose defects are told by the one that it is in.
  init(root: MIMEPart, bytes: ArraySlice<UInt8>) {
    self.root = root
    self.bytes = bytes
    defects = []
  }

  /// The header of the message.
  public var header: ParsedHeader { root.header }
}
