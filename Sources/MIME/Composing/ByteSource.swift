/// Bytes that a program gives piece by piece, each time a message is written: from an archive, a database, another process.
///
/// ```swift
/// let source = ByteSource(size: archive.count) {
///   let entry = try archive.open("report.pdf")
///   return { try entry.read(upTo: 1 << 16) }
/// }
/// message.attachments.append(Attachment(name: "report.pdf", source: source))
/// ```
///
/// Two of them are equal if they are one and the same.
public final class ByteSource: Sendable {
  /// Gives the next piece, and nil at the end. An empty piece is passed over.
  public typealias Reader = @Sendable () throws -> [UInt8]?

  /// How many bytes come, if that is known beforehand. It is told to the server, and exactly so many must come.
  public let size: Int?

  let makeReader: @Sendable () throws -> Reader

  /// - Parameters:
  ///   - size: in bytes, if it is known beforehand.
  ///   - makeReader: begins at the first byte again. Called for each writing of the message, of which sending it may take several;
  ///     it and what it gives may block, and throw.
  public init(size: Int? = nil, makeReader: @escaping @Sendable () throws -> Reader) {
    self.size = size
    self.makeReader = makeReader
  }
}

extension ByteSource: Hashable {
  public static func == (one: ByteSource, other: ByteSource) -> Bool { one === other }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
