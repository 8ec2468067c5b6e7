@testable import MIME

/// Takes the input for the value of a field of addresses: what is read leniently must be an address by the strict rules, and what
/// the strict rules take must be read the same.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let text = String(decoding: UnsafeRawBufferPointer(start: data, count: size), as: UTF8.self)
  let read = AddressReader.read(text, at: 0).value
  for mailbox in read {
    let again = try? Mailbox(mailbox.description)
    precondition(again == mailbox)
  }
  if let strict = try? Mailbox.list(text) { precondition(strict.map(\.address) == read.map(\.address)) }
  _ = MessageID.list(in: text, at: 0)
  return 0
}
