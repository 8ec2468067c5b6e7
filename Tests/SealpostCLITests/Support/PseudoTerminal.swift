import Foundation

/// A terminal of which a test is the keyboard and the screen.
struct PseudoTerminal {
  /// The program's side.
  let terminal: Int32
  /// What the program shows, as it comes.
  let screen: AsyncStream<String>
  private let keyboard: Int32

  init() throws {
    var ends: (keyboard: Int32, terminal: Int32) = (-1, -1)
    guard openpty(&ends.keyboard, &ends.terminal, nil, nil, nil) == 0 else { throw Descriptor.Unusable(code: errno) }
    (keyboard, terminal) = ends
    screen = Descriptor.pieces(of: dup(keyboard))
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(keyboard, bytes, bytes.count)
  }

  /// Whether what is typed is shown.
  var echoes: Bool {
    var settings = termios()
    _ = tcgetattr(terminal, &settings)
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  /// A program that still reads from the terminal reads its end.
  func hangUp() {
    _ = close(keyboard)
    _ = close(terminal)
  }
}
