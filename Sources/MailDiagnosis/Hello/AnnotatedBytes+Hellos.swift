extension AnnotatedBytes {
  static func clientHello(_ records: [UInt8], label: String) -> AnnotatedBytes {
    AnnotatedBytes(label: label, bytes: records, marks: [])
  }

  static func serverHello(_ records: [UInt8], label: String) -> AnnotatedBytes {
    AnnotatedBytes(label: label, bytes: records, marks: [])
  }
}
