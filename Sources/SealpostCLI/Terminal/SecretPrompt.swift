import SASL

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Asks a person for a secret on the terminal of the process, with echo off.
enum SecretPrompt {
  private static let interrupt: UInt8 = 0x03
  private static let maximumLength = 4096

  static func ask(_ prompt: String) throws -> Secret {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { throw CommandFailure.usage("there is no terminal to ask for the password on") }
    defer { close(terminal) }
    return Secret(bytes: try ask(prompt, on: terminal))
  }

  /// Asks on an open terminal.
  static func ask(_ prompt: String, on terminal: Int32) throws -> [UInt8] {
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else {
      throw CommandFailure.usage("the terminal cannot be told to hide the password")
    }
    var hidden = settings
    // Signals are off too: one that ended the process here would leave the terminal without echo.
    hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
    // So Ctrl-C is a character. It has to end the line, or it would wait with the rest of it for Enter.
    withUnsafeMutableBytes(of: &hidden.c_cc) { $0[Int(VEOL)] = interrupt }
    guard tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 else {
      throw CommandFailure.usage("the terminal cannot be told to hide the password")
    }
    defer {
      _ = tcsetattr(terminal, TCSAFLUSH, &settings)
      show("\n", on: terminal)
    }
    show(prompt, on: terminal)
    return try readLine(from: terminal)
  }

  private static func readLine(from terminal: Int32) throws -> [UInt8] {
    var line: [UInt8] = []
    while line.count < maximumLength {
      var byte: UInt8 = 0
      let count = read(terminal, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") else { break }
      guard byte != interrupt else { throw CommandFailure(.interrupted, "interrupted") }
      line.append(byte)
    }
    guard !line.isEmpty else { throw CommandFailure.usage("no password was given") }
    return line
  }

  private static func show(_ text: String, on terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = write(terminal, bytes, bytes.count)
  }
}
