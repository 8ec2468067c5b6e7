@testable import MIME

/// Takes the input for a value with parameters, and for the value of a parameter, which must be read as it was written.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let text = String(decoding: UnsafeRawBufferPointer(start: data, count: size), as: UTF8.self)
  var reader = ParameterReader(text, at: 0)
  _ = reader.value()
  for parameter in reader.parameters().value {
    precondition(MediaType.isToken(parameter.name) && parameter.value.firstControl == nil)
  }
  let value = text.replacingControls.filter { $0 != "\t" }
  let written = ParameterEncoder.encode(name: "name", value: value).joined(separator: "; ")
  var again = ParameterReader("text/plain; \(written)", at: 0)
  _ = again.value()
  let read = again.parameters()
  precondition(read.defects.isEmpty)
  precondition(read.value.count == 1 && read.value.allSatisfy { $0.value.utf8.elementsEqual(value.utf8) })
  return 0
}
