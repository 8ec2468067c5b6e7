extension Finding {
  static let conflictingBytes = Finding(
    "capture.conflictingBytes", .note, "Some bytes were sent twice, and not alike.",
    meaning:
      "A sender that repeats bytes repeats them unchanged. Something between the two sides may have changed them, "
      + "or two connections are mixed up in the capture. The bytes that came first were taken.",
    reference: "RFC 9293, section 3.8")
}
