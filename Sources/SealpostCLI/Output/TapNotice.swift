import MailDiagnosis

/// What a person or a program needs to know to use a tap that has just been started.
struct TapNotice: Encodable {
  private let event = "listening"
  private let host: String
  private let port: Int
  private let upstream: String
  private let isOpenToOthers: Bool

  init(_ tap: Tap) {
    host = tap.host
    port = tap.port
    upstream = "\(tap.configuration.upstream)"
    isOpenToOthers = tap.isOpenToOthers
  }

  private enum CodingKeys: String, CodingKey {
    case event, host, port, upstream
  }

  /// For people.
  var sheet: Sheet {
    var sheet = Sheet()
    let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    sheet.line("Tap listens on \(address) for \(upstream)", .strong)
    if isOpenToOthers {
      sheet.line(
        "Warning: other machines can reach it, and the server through it. Listen on 127.0.0.1 to be alone.", .warning)
    }
    sheet.gap()
    sheet.row("Try it", "let the program connect to \(address) instead of \(upstream)")
    sheet.row("Stop it", "Ctrl-C")
    sheet.gap()
    return sheet
  }
}
