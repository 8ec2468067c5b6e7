import Dispatch

@testable import MIME

/// Takes the first line of the input for the record of a key and the rest for a message that is verified with it. What passes must
/// have the same fields for a reader, and what is said of it must fit into one line. All of it is taken for a private key too.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let input = Array(UnsafeRawBufferPointer(start: data, count: size))
  _ = try? DKIMPrivateKey(String(decoding: input, as: UTF8.self))
  let lines = input.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
  let bytes = Array(lines.dropFirst().first ?? [])
  check(verify(bytes, record: String(decoding: lines[0], as: UTF8.self)))
  checkFields(of: bytes)
  return 0
}

/// The verifier is asynchronous, libFuzzer is not.
private func verify(_ bytes: [UInt8], record: String) -> [DKIMResult] {
  final class Box: @unchecked Sendable {
    // Read only after the semaphore was signalled.
    var results: [DKIMResult] = []
  }
  let box = Box()
  let done = DispatchSemaphore(value: 0)
  Task.detached {
    let verifier = DKIMVerifier { _ in [record] }
    box.results = (try? await verifier.verify(bytes: bytes))?.results ?? []
    done.signal()
  }
  done.wait()
  return box.results
}

private func check(_ results: [DKIMResult]) {
  precondition(results.count <= 10)
  for result in results {
    for text in [result.description, result.domain, result.selector, result.identity] + result.signedFields {
      precondition(text?.unicodeScalars.contains(where: \.isControl) != true)
    }
    if result.verdict == .pass { precondition(result.signedFields.contains("from") && result.unsignedBodyBytes == 0) }
  }
}

/// Where the verifier finds nothing wrong with the header, a reader finds the same fields in it.
private func checkFields(of bytes: [UInt8]) {
  guard let pass = try? DKIMPass(MessageStream([ReadLines.segment(bytes)]), scopes: { _ in [] }),
    DKIMHeaderField.isWellFormed(pass.fields)
  else { return }
  let names = pass.fields.map(\.name).filter { !$0.isEmpty }
  precondition(names == ParsedMessage(bytes).header.map(\.name.asciiLowercased))
}
