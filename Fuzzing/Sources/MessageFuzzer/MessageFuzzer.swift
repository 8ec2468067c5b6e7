@testable import MIME

/// Takes the input for a message, of which all is asked: it must come back byte for byte, and everything must have its place in it.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = Array(UnsafeRawBufferPointer(start: data, count: size))
  let message = ParsedMessage(input)
  precondition(Array(message.bytes) == input)
  for defect in message.allDefects() { precondition((0...size).contains(defect.offset)) }
  var places: [Range<Int>] = []
  for part in message.root.allParts {
    precondition(part.bytes.startIndex >= 0 && part.bytes.endIndex <= size)
    if part.parts.isEmpty { places.append(part.bytes.indices) }
    if let name = part.safeFileName { precondition(!name.isEmpty && !name.contains("/") && name.utf8.count <= 255) }
    _ = (part.preamble, part.epilogue, part.contentID, part.contentDescription, part.header.trace)
  }
  precondition(zip(places, places.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
  _ = (message.text, message.html, message.attachments.count, message.inlineParts.count, message.references)
  _ = (message.deliveryStatus, message.dispositionNotification)
  if let again = try? Message(message) { _ = try? again.makeStream() }
  return 0
}
