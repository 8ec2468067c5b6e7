import Mustache

/// Text in a page: what a server, a message or a file said, made harmless.
///
/// Mustache escapes HTML character by character, and a character in Swift is a whole grapheme cluster: `<` before a
/// combining accent, or after U+0600, is not the character `<`, and would get through. A space keeps them apart.
struct PageText: Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation, MustacheCustomRenderable {
  /// Longer text is nothing that a person reads on a page.
  private static let maximumLength = 4096
  private static let markup: Set<Unicode.Scalar> = ["<", ">", "&", "\"", "'"]

  let renderText: String
  let isNull = false

  init(_ text: String) {
    // Not by characters: one alone can have any number of accents.
    let shown =
      text.utf8.count <= Self.maximumLength ? text : String(text.unicodeScalars.prefix(Self.maximumLength)) + "…"
    var scalars = String.UnicodeScalarView()
    for character in shown.printable {
      guard character.unicodeScalars.count > 1, character.unicodeScalars.contains(where: Self.markup.contains) else {
        scalars.append(contentsOf: character.unicodeScalars)
        continue
      }
      for scalar in character.unicodeScalars {
        scalars.append(scalar)
        scalars.append(" ")
      }
    }
    renderText = String(scalars)
  }

  init(stringLiteral text: String) {
    self.init(text)
  }
}
