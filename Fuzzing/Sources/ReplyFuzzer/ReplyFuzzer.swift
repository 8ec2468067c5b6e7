import NIOCore

@testable import SMTPCore

/// Takes the input for what a server says: a byte that decides how it is cut, then the bytes. However they are cut, the same
/// replies must come out, and no more may be held than the limits allow.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = ByteBuffer(bytes: UnsafeRawBufferPointer(start: data, count: size))
  guard let step = input.getInteger(at: 0, as: UInt8.self), let bytes = input.getSlice(at: 1, length: size - 1) else {
    return 0
  }
  let whole = parse(bytes, every: size)
  let cut = parse(bytes, every: Int(step % 16) + 1)
  precondition(whole.replies == cut.replies && whole.error == cut.error, "the cut makes a difference")
  for reply in whole.replies {
    precondition((200...599).contains(reply.code) && !reply.lines.isEmpty, "an impossible reply")
    precondition(!reply.lines.contains { $0.utf8.contains(UInt8(ascii: "\n")) }, "a line holds a line end")
    _ = reply.queueID
    _ = "\(reply)"
    _ = Capabilities(ehloReply: reply)
  }
  return 0
}

private let limits = ReplyParser.Limits(line: 64, reply: 256)

private func parse(_ bytes: ByteBuffer, every count: Int) -> (replies: [Reply], error: ReplyError?) {
  var parser = ReplyParser(limits: limits)
  var rest = bytes
  var replies: [Reply] = []
  do throws(ReplyError) {
    while let piece = rest.readSlice(length: min(count, rest.readableBytes)), piece.readableBytes > 0 {
      parser.append(piece)
      while let reply = try parser.next() { replies.append(reply) }
      precondition(parser.unreadByteCount <= limits.reply + limits.line, "too much is held")
    }
  } catch {
    return (replies, error)
  }
  return (replies, nil)
}
