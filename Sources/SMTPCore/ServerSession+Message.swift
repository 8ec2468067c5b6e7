import NIOCore

extension ServerSession {
  /// What has come of a message's data or a chunk.
  struct Reception: Sendable {
    /// All bytes that came, those that are no longer wanted included.
    var byteCount = 0
    /// What the client will be told at the end; nothing is kept any more.
    var refusal: Reply?
    /// What the client is told of a chunk that is not the last.
    var reply: Reply?
  }

  /// A client that was told a size and sends more than twice as much is not waited for.
  private var patience: Int {
    let (twice, overflow) = configuration.maximumMessageSize.multipliedReportingOverflow(by: 2)
    return overflow || twice > Int.max - 1_048_576 ? Int.max : twice + 1_048_576
  }

  private var tooLarge: Reply {
    own(552, "5.3.4", "The message is larger than \(configuration.maximumMessageSize) bytes")
  }

  mutating func readData(_ reader: ServerDataReader, _ reception: Reception) -> Bool {
    var reader = reader
    var reception = reception
    let element = reader.next(from: &unread)
    if unread.readableBytes == 0 { unread = ByteBuffer() }
    if case .part(let part) = element {
      reception.byteCount += part.readableBytes
      let isTooLarge = reception.byteCount > configuration.maximumMessageSize
      if reception.refusal == nil, reader.violation != nil || isTooLarge {
        reception.refusal = tooLarge
        perform(.discardBody)
      }
      if reception.refusal == nil { perform(.body(part)) }
    }
    state = .data(reader, reception)
    if element == .end {
      endData(reader, reception)
    } else if reception.byteCount > patience {
      endEndlessMessage()
    }
    return element != nil
  }

  private mutating func endData(_ reader: ServerDataReader, _ reception: Reception) {
    perform(.received("(\(reception.byteCount) bytes of data)"))
    if let construct = reader.violation {
      if reception.refusal == nil { perform(.discardBody) }
      return refuseSmuggling(construct)
    }
    endMessage(refusal: reception.refusal)
  }

  private mutating func refuseSmuggling(_ construct: ServerViolation.Construct) {
    send(own(550, "5.5.2", "The data holds a bare CR, a bare LF or a NUL"))
    close(.violation(.smuggling(construct)))
  }

  /// Passes a message on to the policy, or tells the client why it will not be.
  private mutating func endMessage(refusal: Reply?) {
    guard refusal == nil, let envelope = transactionEnvelope else {
      state = .commands
      transaction = .none
      return send(refusal ?? own(503, "5.5.1", "Send MAIL and RCPT first"))
    }
    ask(.message(envelope))
  }

  private var transactionEnvelope: ServerEnvelope? {
    switch transaction {
    case .none: nil
    case .open(let envelope), .chunked(let envelope, _, _): envelope
    }
  }

  private mutating func endEndlessMessage() {
    send(tooLarge)
    close(.violation(.endlessMessage))
  }
}

extension ServerSession {
  /// Asks for a chunk that may belong to the message (RFC 3030).
  mutating func askForChunk(size: Int, isLast: Bool) {
    var before = 0
    if case .chunked(_, let byteCount, _) = transaction { before = byteCount }
    guard size <= configuration.maximumMessageSize, before <= configuration.maximumMessageSize - size else {
      forgetTransaction()
      return beginUnwantedChunk(size: size, isLast: isLast, refusal: tooLarge)
    }
    ask(.command(.bdat(size: size, isLast: isLast)))
  }

  /// Begins a chunk, or the refusal of one with the whole message.
  mutating func beginChunk(size: Int, isLast: Bool, succeeds: Bool, reply: Reply) {
    guard succeeds else {
      forgetTransaction()
      return beginUnwantedChunk(size: size, isLast: isLast, refusal: reply)
    }
    switch transaction {
    case .none: break
    case .open(let envelope): transaction = .chunked(envelope, byteCount: size, ServerDataReader(.chunks))
    case .chunked(let envelope, let before, let reader):
      transaction = .chunked(envelope, byteCount: before + size, reader)
    }
    state = .chunk(remaining: size, isLast: isLast, Reception(byteCount: size, reply: reply))
  }

  /// Begins a chunk whose bytes are read and forgotten before the refusal is sent.
  mutating func beginUnwantedChunk(size: Int, isLast: Bool, refusal: Reply) {
    guard size <= patience else { return endEndlessMessage() }
    state = .chunk(remaining: size, isLast: isLast, Reception(byteCount: size, refusal: refusal))
  }

  mutating func readChunk(remaining: Int, isLast: Bool, _ reception: Reception) -> Bool {
    guard remaining > 0 else {
      endChunk(isLast: isLast, reception)
      return true
    }
    guard let part = unread.readSlice(length: min(remaining, unread.readableBytes)), part.readableBytes > 0 else {
      return false
    }
    if unread.readableBytes == 0 { unread = ByteBuffer() }
    state = .chunk(remaining: remaining - part.readableBytes, isLast: isLast, reception)
    if reception.refusal == nil { takeChunk(part) }
    return true
  }

  /// Passes on a part of a chunk. What is not BINARYMIME must be lines of text, as after DATA.
  private mutating func takeChunk(_ part: ByteBuffer) {
    guard case .chunked(let envelope, let byteCount, var reader) = transaction else { return }
    guard reader.violation == nil else { return }
    if !envelope.has("BODY", "BINARYMIME") {
      var rest = part
      while reader.next(from: &rest) != nil {}
      transaction = .chunked(envelope, byteCount: byteCount, reader)
    }
    perform(reader.violation == nil ? .body(part) : .discardBody)
  }

  private mutating func endChunk(isLast: Bool, _ reception: Reception) {
    perform(.received("(a chunk of \(reception.byteCount) bytes)"))
    state = .commands
    if let refusal = reception.refusal { return reject(refusal) }
    guard isLast else { return send(reception.reply ?? own(250, "2.0.0", "\(reception.byteCount) bytes received")) }
    if case .chunked(_, _, var reader) = transaction {
      reader.finish()
      if let construct = reader.violation { return refuseSmuggling(construct) }
    }
    endMessage(refusal: nil)
  }
}
