/// Something that takes bytes one piece after the other.
protocol ByteSink {
  mutating func take(_ bytes: UnsafeRawBufferPointer)
}
