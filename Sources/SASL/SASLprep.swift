import Foundation

/// SASLprep (RFC 4013): the one form of a user name or password in which SCRAM compares them.
///
/// It maps, normalizes by NFKC, and refuses what the profile prohibits and what mixes directions of writing. Two limits: the
/// tables of stringprep are those of Unicode 3.2, while normalization is that of the platform's Unicode, so that a character
/// that was assigned later may be normalized where RFC 4013 would leave it; and a letter counts as written from left to right
/// where its category says that it is a letter and table D.1 does not list it (table D.2 itself is not kept). Code points that
/// were unassigned are let through, as for a query (RFC 5802 section 2.2).
enum SASLprep {
  /// - Parameter field: what the text is, for the error.
  /// - Throws: ``SASLError/forbiddenCharacter(in:)``
  static func prepare(_ text: String, _ field: String) throws(SASLError) -> String {
    // What nearly everybody has comes out as it went in.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var mapped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isMappedToNothing(scalar) {
      mapped.append(isNonASCIISpace(scalar) ? " " : scalar)
    }
    let prepared = String(mapped).precomposedStringWithCompatibilityMapping
    guard !prepared.unicodeScalars.contains(where: isProhibited), hasOneDirection(prepared) else {
      throw .forbiddenCharacter(in: field)
    }
    return prepared
  }

  /// The same for a password, which is text only where its bytes are UTF-8.
  static func prepare(_ password: Secret) throws(SASLError) -> Secret {
    guard let text = password.withBytes({ String(validating: $0, as: UTF8.self) }) else {
      throw .forbiddenCharacter(in: "password")
    }
    return Secret(try prepare(text, "password"))
  }

  /// RFC 3454 table B.1.
  private static func isMappedToNothing(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00AD, 0x034F, 0x1806, 0x180B...0x180D, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: true
    default: false
    }
  }

  /// RFC 3454 table C.1.2; U+200B is in table B.1 too, and goes there first.
  private static func isNonASCIISpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00A0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// RFC 4013 section 2.3: tables C.1.2 and C.2.1 to C.9.
  private static func isProhibited(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // C.2.1 and C.2.2, controls.
    case 0x0000...0x001F, 0x007F...0x009F, 0x06DD, 0x070F, 0x180E, 0x2028, 0x2029, 0x2061...0x2063, 0x206A...0x206F,
      0xFFF9...0xFFFC, 0x1D173...0x1D17A:
      true
    // C.3, private use.
    case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: true
    // C.6 and C.7, what is unfit for plain text and for canonical representation.
    case 0xFFFD, 0x2FF0...0x2FFB: true
    // C.8, what changes the display or is deprecated.
    case 0x0340, 0x0341, 0x200E, 0x200F, 0x202A...0x202E: true
    // C.9, tags.
    case 0xE0001, 0xE0020...0xE007F: true
    // C.4, what is no character: the last two of each plane, and a range besides. (C.5, surrogates, cannot be here.)
    case 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE || isNonASCIISpace(scalar)
    }
  }

  /// RFC 3454 section 6: text with a letter that is written from right to left has none that is written the other way, and
  /// begins and ends with one of the former.
  private static func hasOneDirection(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard scalars.contains(where: isRightToLeft) else { return true }
    guard let first = scalars.first, let last = scalars.last else { return true }
    return isRightToLeft(first) && isRightToLeft(last) && !scalars.contains(where: isLeftToRight)
  }

  /// RFC 3454 table D.1.
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x05BE, 0x05C0, 0x05C3, 0x05D0...0x05EA, 0x05F0...0x05F4, 0x061B, 0x061F, 0x0621...0x063A, 0x0640...0x064A,
      0x066D...0x066F, 0x0671...0x06D5, 0x06DD, 0x06E5...0x06E6, 0x06FA...0x06FE, 0x0700...0x070D, 0x0710,
      0x0712...0x072C, 0x0780...0x07A5, 0x07B1, 0x200F, 0xFB1D, 0xFB1F...0xFB28, 0xFB2A...0xFB36, 0xFB38...0xFB3C,
      0xFB3E, 0xFB40...0xFB41, 0xFB43...0xFB44, 0xFB46...0xFBB1, 0xFBD3...0xFD3D, 0xFD50...0xFD8F, 0xFD92...0xFDC7,
      0xFDF0...0xFDFC, 0xFE70...0xFE74, 0xFE76...0xFEFC:
      true
    default: false
    }
  }

  private static func isLeftToRight(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
      .spacingMark:
      !isRightToLeft(scalar)
    default: false
    }
  }
}
