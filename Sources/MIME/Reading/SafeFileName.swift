/// Makes file names harmless that came from elsewhere.
enum SafeFileName {
  private static let maximumLength = 255
  private static let longestExtension = 20

  /// Names that are devices on Windows, with any extension. It takes the superscript digits that Latin 1 has for digits.
  private static let devices: Set<String> = Set(
    ["con", "prn", "aux", "nul", "conin$", "conout$"] + "0123456789¹²³".flatMap { ["com\($0)", "lpt\($0)"] })

  /// See ``MIMEPart/safeFileName``.
  static func make(_ name: String) -> String {
    let component = name.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last.map { Substring($0) } ?? ""
    var cleaned = String.UnicodeScalarView()
    for scalar in component.unicodeScalars where !isInvisible(scalar) {
      cleaned.append("<>:\"|?*".unicodeScalars.contains(scalar) ? "_" : scalar)
    }
    // A dot at the beginning hides a file; Windows drops dots and spaces at the end.
    let shown = cleaned.drop(while: isEdge)
    var safe = trimmed(shortened(trimmed(String(Substring(shown)))))
    if safe.isEmpty { return "attachment" }
    let stem = safe.prefix { $0 != "." }.trimmingBlanks
    if devices.contains(stem.asciiLowercased) { safe = "_" + safe }
    return safe
  }

  private static func isEdge(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == " " }

  private static func trimmed(_ name: String) -> String {
    var kept = name.unicodeScalars[...]
    while kept.last.map(isEdge) == true { kept.removeLast() }
    return String(Substring(kept))
  }

  /// Controls, and what makes `gpj.exe` look like `exe.jpg`.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isControl { return true }
    switch scalar.properties.generalCategory {
    // The joiners are part of words and emoji.
    case .format: return scalar.value != 0x200C && scalar.value != 0x200D
    case .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return true
    default: return false
    }
  }

  /// Cuts between characters, before the extension. One byte is left for the mark that a device's name gets.
  private static func shortened(_ name: String) -> String {
    guard name.utf8.count >= maximumLength else { return name }
    var ending = ""
    if let dot = name.lastIndex(of: "."), name[dot...].utf8.count <= longestExtension { ending = String(name[dot...]) }
    var stem = ""
    var room = maximumLength - 1 - ending.utf8.count
    // A single character may be longer than all the room (a letter under hundreds of marks), so scalars are what is counted.
    for scalar in name.dropLast(ending.count).unicodeScalars {
      room -= String(scalar).utf8.count
      guard room >= 0 else { break }
      stem.unicodeScalars.append(scalar)
    }
    return stem.trimmingBlanks + ending
  }
}
