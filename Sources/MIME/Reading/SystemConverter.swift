#if canImport(Glibc)
  import Glibc
  import Synchronization
#elseif canImport(Musl)
  import Musl
  import Synchronization
#else
  import Foundation
#endif

/// Converts text from the charsets that the system knows to UTF-8: with iconv on Linux, with Core Foundation's tables on
/// Apple's systems, where iconv is a library of its own.
enum SystemConverter {
  /// Decodes `bytes` from the first of the charsets `names` that this system has.
  /// - Returns: nil if it has none of them.
  static func decode(_ bytes: ArraySlice<UInt8>, from names: [String]) -> (text: String, isValid: Bool)? {
    for name in names {
      if let converted = decode(bytes, from: name) { return converted }
    }
    return nil
  }
}

#if canImport(Glibc) || canImport(Musl)
  extension SystemConverter {
    /// A conversion descriptor, which is closed with this value. Whoever took it out of ``idle`` is alone in using it, so that
    /// it may go from thread to thread.
    private final class Descriptor: @unchecked Sendable {
      let descriptor: iconv_t

      init?(from name: String) {
        descriptor = iconv_open("UTF-8", name)
        // What iconv_open returns when it fails is -1 as a pointer.
        if Int(bitPattern: descriptor) == -1 { return nil }
      }

      deinit { iconv_close(descriptor) }
    }

    /// One descriptor of each charset that was met, as long as none uses it. Opening one makes glibc load the charset's code from a
    /// file, and to close the last makes it forget that: a megabyte of encoded words in ever other charsets took half a minute.
    private static let idle = Mutex<[String: Descriptor]>([:])

    private static let chunkSize = 4096

    private static func decode(_ bytes: ArraySlice<UInt8>, from name: String) -> (text: String, isValid: Bool)? {
      let found = idle.withLock { $0.removeValue(forKey: name) }
      guard let descriptor = found ?? Descriptor(from: name) else { return nil }
      defer { idle.withLock { $0[name] = descriptor } }
      // What was converted before may have ended within a shift.
      iconv(descriptor.descriptor, nil, nil, nil, nil)
      // iconv asks for a pointer that it may write through, and never does.
      var input = bytes.map { CChar(bitPattern: $0) }
      var output: [UInt8] = []
      output.reserveCapacity(bytes.count + bytes.count / 2)
      let isValid = input.withUnsafeMutableBufferPointer { convert($0, descriptor, into: &output) }
      return (String(decoding: output, as: UTF8.self), isValid)
    }

    /// Each turn takes some input, or empties the chunk, or ends: a charset that does neither ends it too.
    private static func convert(
      _ input: UnsafeMutableBufferPointer<CChar>, _ descriptor: Descriptor, into output: inout [UInt8]
    ) -> Bool {
      let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
      var isValid = true
      var place = input.baseAddress
      var left = input.count
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: chunkSize) { chunk in
        while true {
          let before = left
          var target = chunk.baseAddress
          var room = chunk.count
          // Without input, what the charset holds back is written.
          let result =
            left > 0
            ? iconv(descriptor.descriptor, &place, &left, &target, &room)
            : iconv(descriptor.descriptor, nil, nil, &target, &room)
          let reason = errno
          let written = chunk.count - room
          output += chunk.prefix(written).lazy.map { UInt8(bitPattern: $0) }
          guard result == -1 else {
            if before == 0 { return isValid }
            if left == before, written == 0 { return false }
            continue
          }
          if reason == E2BIG, written > 0 { continue }
          isValid = false
          output += replacement
          // Within a character at the end, or something that iconv does not explain.
          guard reason == EILSEQ, left > 0, let next = place else { return false }
          place = next + 1
          left -= 1
        }
      }
    }
  }
#else
  extension SystemConverter {
    private static func decode(_ bytes: ArraySlice<UInt8>, from name: String) -> (text: String, isValid: Bool)? {
      let encoding = CFStringConvertIANACharSetNameToEncoding(name as CFString)
      guard encoding != kCFStringEncodingInvalidId else { return nil }
      let foundation = String.Encoding(rawValue: CFStringConvertEncodingToNSStringEncoding(encoding))
      if let text = String(bytes: bytes, encoding: foundation) { return (text, true) }
      // It converts all or nothing. All of these charsets but the wide ones have ASCII where it is.
      var text = String.UnicodeScalarView()
      for byte in bytes { text.append(byte < 0x80 ? Unicode.Scalar(byte) : "\u{FFFD}") }
      return (String(text), false)
    }
  }
#endif
