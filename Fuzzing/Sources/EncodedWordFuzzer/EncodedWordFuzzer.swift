@testable import MIME

/// Takes the input for the value of a field of text, and for text to be encoded, which must be decoded to the same.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let text = String(decoding: UnsafeRawBufferPointer(start: data, count: size), as: UTF8.self)
  precondition(EncodedText.decode(text, at: 0).value.firstControl == nil)
  let words = EncodedWord.encode(text)
  precondition(EncodedWord.decode(words.map { .word($0) }).utf8.elementsEqual(text.utf8))
  let joined = EncodedText.decode(words.joined(separator: " "), at: 0).value
  precondition(joined.utf8.elementsEqual(text.replacingControls.utf8))
  return 0
}
