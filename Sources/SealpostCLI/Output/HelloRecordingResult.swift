import MailDiagnosis

/// What was recorded, and what was known of it before.
struct HelloRecordingResult: Encodable {
  let recorded: RecordedHello
  let guess: LibraryGuess?
  let file: String?

  private enum CodingKeys: String, CodingKey {
    case event, recorded, guess, file
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("recorded", forKey: .event)
    try container.encode(recorded, forKey: .recorded)
    try container.encode(guess, forKey: .guess)
    try container.encode(file, forKey: .file)
  }

  var sheet: Sheet {
    let fingerprint = ClientFingerprint(recorded.shape)
    var sheet = Sheet()
    sheet.row("Recorded", "\(recorded.source)", .strong)
    sheet.row("JA3", fingerprint.ja3)
    sheet.row("JA4", fingerprint.ja4)
    sheet.row("Until now", guess?.description ?? "no hello that was known is like it")
    if recorded.isShuffled { sheet.row("Extensions", "in another order each time") }
    if let file { sheet.row("Kept in", file) }
    return sheet
  }
}
