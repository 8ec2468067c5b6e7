/// Takes the bytes of a message apart in one pass over its lines.
///
/// The multiparts and messages that are open form a stack. Each line is looked up once among all boundaries, if it can be a
/// delimiter, and goes to the innermost part otherwise. So time is linear in the bytes, whatever they are.
struct PartTreeParser {
  private struct Frame {
    enum Content {
      /// Nothing in it is taken apart.
      case opaque
      /// A multipart: where its first delimiter line begins, and where the text after its close delimiter does.
      case multipart(firstDelimiter: Int?, epilogue: Int?)
      /// An enclosed message; its first part is the frame above.
      case message
    }

    let start: Int
    let defaultType: MediaType
    /// Nil while the lines are those of the header, as they can be in the last frame only.
    var head: (header: ParsedHeader, mediaType: MediaType)?
    var content = Content.opaque
    var parts: [MIMEPart] = []
  }

  private let bytes: ArraySlice<UInt8>
  private let limits: ReadingLimits
  private var frames: [Frame] = []
  /// Collects the header of the last frame. It is no part of that, since taking it out to change it would copy it.
  private var scanner: HeaderScanner
  private var boundaries = BoundarySet()
  private var partCount = 0
  private var fieldCount = 0
  private var list: DefectList

  init(_ bytes: ArraySlice<UInt8>, limits: ReadingLimits) {
    self.bytes = bytes
    self.limits = limits
    list = DefectList(limit: limits.defects)
    scanner = HeaderScanner(bytes, room: limits.fields)
  }

  var defects: [Defect] { list.defects }

  /// The first part, which is the message itself.
  mutating func parse() -> MIMEPart {
    var lines = LineScanner(bytes)
    if lines.endsLinesWithCarriageReturn {
      list.append(.bareCarriageReturn, at: bytes.startIndex, "all lines end with a carriage return alone")
    }
    push(at: bytes.startIndex, defaultType: .plainText, isMessage: true)
    var lineEndLength = 0
    var sawBareLineFeed = false
    while let line = lines.next() {
      if let delimiter = boundaries.delimiter(bytes[line.content]) {
        take(delimiter, line, contentEnd: line.start - lineEndLength)
      } else {
        take(line)
      }
      lineEndLength = line.end - line.contentEnd
      if lineEndLength == 1, !sawBareLineFeed, bytes[line.contentEnd] == .lineFeed {
        sawBareLineFeed = true
        list.append(.bareLineFeed, at: line.contentEnd, "a line ends with a line feed alone")
      }
    }
    return close(to: 0, contentEnd: bytes.endIndex, lineStart: bytes.endIndex)
  }
}

extension PartTreeParser {
  private mutating func push(at start: Int, defaultType: MediaType, isMessage: Bool) {
    partCount += 1
    scanner = HeaderScanner(bytes, mailboxLineStart: isMessage ? start : nil, room: limits.fields - fieldCount)
    frames.append(Frame(start: start, defaultType: defaultType))
  }

  /// Gives a line that is no delimiter to the innermost part.
  private mutating func take(_ line: LineScanner.Line) {
    // The first line of a body may be the first of an enclosed message too; each turn goes one level deeper.
    while let frame = frames.last, frame.head == nil {
      switch scanner.take(line, &list) {
      case .header: return
      case .end: return finishHeader(end: line.end)
      case .body:
        noteMissingEmptyLine(at: line.start)
        finishHeader(end: line.start)
      }
    }
  }

  private mutating func noteMissingEmptyLine(at place: Int) {
    if scanner.isEmpty, frames.count == 1 {
      list.append(.noHeader, at: place, "the message does not begin with a header field")
    } else {
      list.append(.noEmptyLine, at: place, "the header ends without an empty line")
    }
  }

  /// Decides by the header of the innermost part what its content is.
  private mutating func finishHeader(end: Int) {
    guard let index = frames.indices.last else { return }
    let start = frames[index].start
    fieldCount += scanner.fields.count
    let header = ParsedHeader(bytes: bytes[start..<end], fields: scanner.fields)
    let type = header.mediaType(default: frames[index].defaultType)
    list.append(contentsOf: type.defects)
    frames[index].head = (header, type.value)
    frames[index].content = content(of: type.value, header)
    switch frames[index].content {
    case .opaque: break
    case .message: push(at: end, defaultType: .plainText, isMessage: true)
    case .multipart: open(Self.boundary(of: type.value), at: index, start)
    }
  }

  private mutating func open(_ boundary: ArraySlice<UInt8>, at level: Int, _ place: Int) {
    if boundary.count > 70 {
      list.append(.longBoundary, at: place, "the boundary has \(boundary.count) bytes, 70 are allowed")
    }
    if !boundaries.open(boundary, at: level) {
      list.append(.repeatedBoundary, at: place, "a multipart has the boundary of one that it is in")
    }
  }

  private mutating func content(of mediaType: MediaType, _ header: ParsedHeader) -> Frame.Content {
    let place = header.bytes.startIndex
    let isMultipart = mediaType.type == "multipart"
    guard isMultipart || mediaType.isEnclosedMessage else { return .opaque }
    let encoding = header.transferEncoding.value
    if !encoding.isIdentity {
      list.append(.encodedComposite, at: place, "\(mediaType.type)/\(mediaType.subtype) is in \(encoding)")
      // A multipart that claims an encoding has its delimiters in clear nearly always; a message is really encoded.
      if !isMultipart { return .opaque }
    }
    if isMultipart, Self.boundary(of: mediaType).isEmpty {
      list.append(.noBoundary, at: place, "a multipart has no boundary")
      return .opaque
    }
    guard frames.count < limits.depth else {
      list.append(.tooDeep, at: place, "parts are nested more than \(limits.depth) deep")
      return .opaque
    }
    guard partCount < limits.parts else {
      noteTooManyParts(at: place)
      return .opaque
    }
    return isMultipart ? .multipart(firstDelimiter: nil, epilogue: nil) : .message
  }

  private static func boundary(of mediaType: MediaType) -> ArraySlice<UInt8> {
    var boundary = Array((mediaType[parameter: "boundary"] ?? "").utf8)[...]
    while boundary.last?.isBlank == true { boundary.removeLast() }
    return boundary
  }

  private mutating func noteTooManyParts(at place: Int) {
    guard partCount == limits.parts else { return }
    partCount += 1
    list.append(.tooManyParts, at: place, "there are more than \(limits.parts) parts")
  }
}

extension PartTreeParser {
  private mutating func take(_ delimiter: BoundarySet.Delimiter, _ line: LineScanner.Line, contentEnd: Int) {
    guard partCount < limits.parts || delimiter.isClose else { return noteTooManyParts(at: line.start) }
    let level = delimiter.level
    if frames.count > level + 1 {
      let part = close(to: level + 1, contentEnd: contentEnd, lineStart: line.start)
      frames[level].parts.append(part)
    }
    guard case .multipart(let first, _) = frames[level].content else { return }
    frames[level].content = .multipart(
      firstDelimiter: first ?? line.start, epilogue: delimiter.isClose ? line.end : nil)
    if delimiter.isClose {
      boundaries.close(from: level)
    } else {
      let isDigest = frames[level].head?.mediaType.subtype == "digest"
      push(at: line.end, defaultType: isDigest ? .message : .plainText, isMessage: false)
    }
  }

  /// Closes the frames from `level` on and gives the part that the one at `level` became.
  /// - Parameters:
  ///   - contentEnd: where the content ends, if it began before.
  ///   - lineStart: where the header ends, if the content did not begin.
  private mutating func close(to level: Int, contentEnd: Int, lineStart: Int) -> MIMEPart {
    while let frame = frames.last, frame.head == nil {
      scanner.finish(&list)
      noteMissingEmptyLine(at: lineStart)
      finishHeader(end: lineStart)
    }
    boundaries.close(from: level)
    var part = closeLast(contentEnd: contentEnd)
    while frames.count > level {
      frames[frames.count - 1].parts.append(part)
      part = closeLast(contentEnd: contentEnd)
    }
    return part
  }

  private mutating func closeLast(contentEnd: Int) -> MIMEPart {
    guard let frame = frames.popLast(), let head = frame.head else {
      return MIMEPart(header: ParsedHeader(bytes: bytes.prefix(0), fields: []), mediaType: .plainText, bytes: bytes)
    }
    // The line end before a delimiter is no content, but it may be the end of the header, or of a delimiter inside.
    var end = max(contentEnd, head.header.bytes.endIndex, frame.parts.last?.bytes.endIndex ?? 0)
    var divided: Range<Int>?
    if case .multipart(let first, let epilogue) = frame.content {
      end = max(end, epilogue ?? 0)
      divided = first.map { $0..<(epilogue ?? end) }
      if first == nil {
        list.append(.noParts, at: frame.start, "a multipart has no delimiter")
      } else if epilogue == nil {
        list.append(.noCloseDelimiter, at: end, "a multipart ends without its close delimiter")
      }
    }
    return MIMEPart(
      header: head.header, mediaType: head.mediaType, bytes: bytes[frame.start..<end], parts: frame.parts,
      divided: divided)
  }
}
