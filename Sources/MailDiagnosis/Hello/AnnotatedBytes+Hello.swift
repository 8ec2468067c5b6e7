extension AnnotatedBytes {
  /// A ClientHello as it crossed the wire, every part of it named (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2).
  ///
  /// What decides is `supported_versions`, or `legacy_version` in a hello without it.
  ///
  /// - Parameter records: whole TLS records, from the first of the hello; they may also end early, or be none.
  static func clientHello(_ records: [UInt8], label: String) -> AnnotatedBytes {
    handshake(records, label: label)
  }

  /// A ServerHello or HelloRetryRequest as it crossed the wire, every part of it named (RFC 8446, sections 4.1.3 and
  /// 4.1.4; RFC 5246, section 7.4.1.3).
  ///
  /// What decides is `supported_versions`, or `legacy_version` in a hello without it.
  ///
  /// - Parameter records: whole TLS records, from the first of the hello; they may also end early, or be none.
  static func serverHello(_ records: [UInt8], label: String) -> AnnotatedBytes {
    handshake(records, label: label)
  }

  /// The type of a message stands in its first byte, so that one reader serves both sides.
  private static func handshake(_ bytes: [UInt8], label: String) -> AnnotatedBytes {
    let records = HelloRecords(bytes)
    var marks = records.marks
    for field in HelloReader(records.messages).fields {
      for (index, range) in records.ranges(of: field.range).enumerated() {
        marks.append(
          index == 0
            ? Mark(range, field.name, field.value, isDecisive: field.isDecisive)
            : Mark(range, "\(field.name), continued", "after a record's header", isDecisive: field.isDecisive))
      }
    }
    return AnnotatedBytes(
      label: label, bytes: bytes, marks: marks.sorted { $0.range.lowerBound < $1.range.lowerBound })
  }
}
