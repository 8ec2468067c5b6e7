/// One thing that is wrong with a message, and where.
///
/// A defect never keeps a message from being read. It says what the reader had to pass over or to guess, so that a program
/// may refuse what it must not guess about.
public struct Defect: Sendable, Hashable {
  /// The kind of defect, for programs.
  public let kind: Kind

  /// Where it is, in bytes from the beginning of the message: from 0 to the length of the message.
  public let offset: Int

  /// What is wrong, in one sentence without line breaks. Text of the message is shortened and its controls are escaped.
  public let reason: String

  init(_ kind: Kind, at offset: Int, _ reason: String) {
    self.kind = kind
    self.offset = offset
    self.reason = reason
  }
}

extension Defect: CustomStringConvertible {
  public var description: String { "\(kind) at byte \(offset): \(reason)" }
}

extension Defect {
  /// The kinds of defect. More may be added, so compare with the static members.
  public struct Kind: Sendable, Hashable, CustomStringConvertible {
    private enum Name: String {
      case bareLineFeed = "bare line feed"
      case bareCarriageReturn = "bare carriage return"
      case mailboxLine = "mailbox line"
      case noHeader = "no header"
      case noEmptyLine = "no empty line"
      case malformedField = "malformed field"
      case duplicateField = "duplicate field"
      case noMIMEVersion = "no MIME-Version"
      case eightBitHeader = "8-bit header"
      case control = "control character"
      case noBoundary = "no boundary"
      case longBoundary = "long boundary"
      case repeatedBoundary = "repeated boundary"
      case noParts = "no parts"
      case noCloseDelimiter = "no close delimiter"
      case encodedComposite = "encoded composite"
      case tooDeep = "too deep"
      case tooManyParts = "too many parts"
      case tooManyFields = "too many fields"
      case tooManyDefects = "too many defects"
      case malformedMediaType = "malformed media type"
      case malformedParameter = "malformed parameter"
      case encodedWordInParameter = "encoded word in parameter"
      case malformedEncodedWord = "malformed encoded word"
      case encodedWordInQuotes = "encoded word in quotes"
      case unknownTransferEncoding = "unknown transfer encoding"
      case malformedBase64 = "malformed base64"
      case malformedQuotedPrintable = "malformed quoted-printable"
      case unknownCharset = "unknown charset"
      case wrongCharset = "wrong charset"
      case invalidText = "invalid text"
      case malformedAddress = "malformed address"
      case malformedDate = "malformed date"
      case malformedMessageID = "malformed Message-ID"
      case malformedReport = "malformed report"
    }

    private let name: Name

    private init(_ name: Name) { self.name = name }

    public var description: String { name.rawValue }

    /// A line ends with LF alone. Told once, for the first such line.
    public static let bareLineFeed = Kind(.bareLineFeed)
    /// A header has a CR that is not followed by LF, or all lines of the message end with CR alone.
    public static let bareCarriageReturn = Kind(.bareCarriageReturn)
    /// The line that begins a message in an mbox file stands before the header.
    public static let mailboxLine = Kind(.mailboxLine)
    /// The message begins with no header field: all of it is its body.
    public static let noHeader = Kind(.noHeader)
    /// A header is followed by its body, or by the end, without the empty line between them.
    public static let noEmptyLine = Kind(.noEmptyLine)
    /// A line of the header is no field, or a field has blanks before its colon.
    public static let malformedField = Kind(.malformedField)
    /// A field that may stand once stands more often; the first is read.
    public static let duplicateField = Kind(.duplicateField)
    /// A message uses MIME and does not say so.
    public static let noMIMEVersion = Kind(.noMIMEVersion)
    /// A field has bytes above 127 that are not UTF-8; they are read as windows-1252.
    public static let eightBitHeader = Kind(.eightBitHeader)
    /// A decoded field has control characters, which became spaces.
    public static let control = Kind(.control)
    /// A multipart has no boundary parameter: its content is not divided.
    public static let noBoundary = Kind(.noBoundary)
    /// A boundary is longer than the 70 characters of RFC 2046, section 5.1.1.
    public static let longBoundary = Kind(.longBoundary)
    /// A multipart has the boundary of one that it is in; its lines belong to the inner one until that is closed.
    public static let repeatedBoundary = Kind(.repeatedBoundary)
    /// A multipart has no delimiter line.
    public static let noParts = Kind(.noParts)
    /// A multipart ends without its close delimiter.
    public static let noCloseDelimiter = Kind(.noCloseDelimiter)
    /// A multipart or a message is in base64 or quoted-printable, which RFC 2045, section 6.4 forbids.
    public static let encodedComposite = Kind(.encodedComposite)
    /// Parts are nested deeper than ``ReadingLimits/depth``; what is deeper is not divided.
    public static let tooDeep = Kind(.tooDeep)
    /// There are more parts than ``ReadingLimits/parts``; what follows belongs to the last one.
    public static let tooManyParts = Kind(.tooManyParts)
    /// There are more fields than ``ReadingLimits/fields``; those that follow are not read.
    public static let tooManyFields = Kind(.tooManyFields)
    /// There are more defects than ``ReadingLimits/defects``; this is the last one told.
    public static let tooManyDefects = Kind(.tooManyDefects)
    /// A Content-Type or Content-Disposition cannot be read; its default stands in for it.
    public static let malformedMediaType = Kind(.malformedMediaType)
    /// A parameter cannot be read, stands twice, or lacks a section.
    public static let malformedParameter = Kind(.malformedParameter)
    /// A file name has an encoded word, which RFC 2047, section 5 forbids. It is decoded; in other parameters it would not be.
    public static let encodedWordInParameter = Kind(.encodedWordInParameter)
    /// An encoded word cannot be decoded; it stays as it is.
    public static let malformedEncodedWord = Kind(.malformedEncodedWord)
    /// A display name has an encoded word in quotes, which RFC 2047, section 5 forbids. It is decoded.
    public static let encodedWordInQuotes = Kind(.encodedWordInQuotes)
    /// The Content-Transfer-Encoding is not known; the content is given as it is.
    public static let unknownTransferEncoding = Kind(.unknownTransferEncoding)
    /// Content in base64 has other characters, lacks some, or goes on after its padding.
    public static let malformedBase64 = Kind(.malformedBase64)
    /// Content in quoted-printable has an equals sign that begins no escape.
    public static let malformedQuotedPrintable = Kind(.malformedQuotedPrintable)
    /// A charset is not known here.
    public static let unknownCharset = Kind(.unknownCharset)
    /// Text is in another charset than it says.
    public static let wrongCharset = Kind(.wrongCharset)
    /// Text has bytes that mean nothing in its charset; each became U+FFFD.
    public static let invalidText = Kind(.invalidText)
    /// An address breaks RFC 5322. It was repaired where that leaves no doubt, else it was left out.
    public static let malformedAddress = Kind(.malformedAddress)
    /// A date cannot be read.
    public static let malformedDate = Kind(.malformedDate)
    /// A message identifier breaks RFC 5322, section 3.6.4.
    public static let malformedMessageID = Kind(.malformedMessageID)
    /// A report lacks what RFC 3464 or RFC 8098 asks for.
    public static let malformedReport = Kind(.malformedReport)
  }
}
