@testable import MailDiagnosis

/// Takes the input for a message, whose Received fields are read.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = Array(UnsafeRawBufferPointer(start: data, count: size))
  let trace = MailTrace(input, trusted: ["example.com"])
  precondition(!Report(trace: trace, title: "fuzzing").text.isEmpty)
  return 0
}
