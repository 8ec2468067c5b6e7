import SMTPSending
import TLSWire

/// Findings that only whoever stands between the two sides can have.
extension Finding {
  static func upstreamUnreachable(_ error: SMTPError) -> Finding {
    Finding(
      "tap.upstreamUnreachable", .problem, "The server could not be reached, so the program was turned away.",
      evidence: [.text(label: "Reason", error.detail)],
      meaning: "The tap accepts a program and then connects to the server; it closed the program's connection again.",
      remedy: error.code == .unknownHost || error.code == .lookUpFailed
        ? "Check the name that --upstream gives, and whether this machine can look names up."
        : "Check the host and port that --upstream gives, and whether a firewall is in between.")
  }

  static let loop = Finding(
    "tap.loop", .problem, "The tap was told to connect to itself.",
    meaning: "The server behind it is the tap: a connection would never reach a mail server.",
    remedy: "Give the mail server's own host and port with --upstream.")

  static let serverClosedSilently = Finding(
    "tap.serverSaidNothing", .problem, "The server ended the connection without a word.",
    meaning:
      "A mail server greets first, or waits for the program's hello where TLS begins at once. This one did neither: "
      + "it, or something before it, does not want connections from this machine.",
    remedy: "Check the port; look in the server's log, or ask whoever runs it.", reference: "RFC 5321, section 3.1")

  static let programClosedSilently = Finding(
    "tap.programSaidNothing", .note, "The program connected and left without a word.",
    meaning: "A check whether somebody listens looks like this; so does a program that waits for a greeting where the "
      + "server waits for TLS: on port 465 TLS begins with the first byte.")

  static let nothingSaid = Finding(
    "tap.nothingSaid", .note, "Neither side had said anything when the tap ended.",
    meaning:
      "Where TLS begins at once the program speaks first, otherwise the server does: each may wait for the other.",
    remedy: "Check that the port is one of STARTTLS, or of TLS from the first byte, as the program assumes.")

  static let lineUnfinished = Finding(
    "tap.lineUnfinished", .warning, "The connection ended before anybody had finished a line.",
    meaning: "What was sent has no line end, and does not begin as TLS does: it came too slowly, or is no mail.",
    remedy: "Look in the log of the side that spoke.", reference: "RFC 5321, section 2.3.8")

  static let notMail = Finding(
    "tap.notMail", .warning, "What crossed the connection is neither SMTP nor TLS.",
    meaning: "The program, or the server, speaks another protocol on this port.",
    remedy: "Check that the program is a mail program and the port one of a mail server.")
}

extension ObservedConnection {
  /// What can be said where the bytes say nothing.
  var tapFinding: Finding? {
    switch opening {
    case .unknown where bytesFromClient == 0 && bytesFromServer == 0:
      switch ending {
      case .closed(by: .server), .reset(by: .server): .serverClosedSilently
      case .closed(by: .client), .reset(by: .client): .programClosedSilently
      case nil: .nothingSaid
      }
    case .unknown: .lineUnfinished
    case .other: .notMail
    case .plaintext, .startTLS, .implicitTLS: nil
    }
  }
}
