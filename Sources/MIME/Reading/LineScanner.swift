#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Goes through bytes line by line, without copying them.
struct LineScanner {
  /// A line as a range of the bytes that are scanned.
  struct Line {
    let start: Int
    /// Where its line end begins.
    let contentEnd: Int
    /// Where the next line begins.
    let end: Int

    var isEmpty: Bool { start == contentEnd }
    var content: Range<Int> { start..<contentEnd }
    /// It ends with LF alone.
    var hasBareLineFeed: Bool { end - contentEnd == 1 }
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// LF; CR for text that has no LF at all, as old Macintosh programs wrote it.
  private let terminator: UInt8

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
    let hasLineFeed = Self.firstIndex(of: .lineFeed, in: bytes, from: position) != nil
    terminator = hasLineFeed ? .lineFeed : .carriageReturn
  }

  /// Whether lines end with CR alone.
  var endsLinesWithCarriageReturn: Bool {
    terminator == .carriageReturn && Self.firstIndex(of: .carriageReturn, in: bytes, from: bytes.startIndex) != nil
  }

  /// The next line; nil at the end.
  mutating func next() -> Line? {
    guard position < bytes.endIndex else { return nil }
    let start = position
    guard let found = Self.firstIndex(of: terminator, in: bytes, from: start) else {
      position = bytes.endIndex
      return Line(start: start, contentEnd: position, end: position)
    }
    position = found + 1
    let hasCarriageReturn = terminator == .lineFeed && found > start && bytes[found - 1] == .carriageReturn
    return Line(start: start, contentEnd: hasCarriageReturn ? found - 1 : found, end: position)
  }

  private static func firstIndex(of byte: UInt8, in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { $0.firstIndex(of: byte, from: start - bytes.startIndex) }
      .map { bytes.startIndex + $0 }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where `byte` stands first, from `start` on.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = UnsafeRawPointer(baseAddress),
      let found = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }
}
