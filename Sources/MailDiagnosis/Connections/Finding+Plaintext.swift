import TLSWire

/// Findings of what crossed the wire in clear, and of what was not seen.
extension Finding {
  static func startTLSRefused(_ connection: ObservedConnection, reply: String) -> Finding {
    let (title, meaning) = connection.refusal(reply)
    return Finding(
      "smtp.startTLSRefused", .problem, title,
      evidence: connection.capabilityLines + [.text(label: "Reply", reply)], meaning: meaning,
      remedy: "Try again later; if it stays, tell whoever runs the server. Let the program send nothing in clear.",
      reference: "RFC 3207, section 4")
  }

  static func wentOnInClear(_ connection: ObservedConnection) -> Finding {
    Finding(
      "smtp.wentOnInClear", .problem,
      "The program sent its message in clear after the server had refused TLS: the program is at fault.",
      meaning: "Everybody on the way could read what was sent, and whoever is on the way can have TLS refused.",
      remedy: "Set the program to end the connection where TLS cannot be had.", reference: "RFC 3207, section 6")
  }

  static func turnedAway(greeting: String) -> Finding {
    Finding(
      "smtp.turnedAway", .problem, "The server turned the program away with its first words, before TLS could begin.",
      evidence: [.text(label: "Reply", greeting)],
      meaning: greeting.hasPrefix("4")
        ? "The server takes no connection now; TLS is not the matter."
        : "The server does not want connections from this address; TLS is not the matter.",
      remedy: "Have the reply explained: sealpost explain. Try again later, or ask whoever runs the server.",
      reference: "RFC 5321, section 3.1")
  }

  static let programSaidNothing = Finding(
    "smtp.programSaidNothing", .note, "The server greeted, and the program said nothing.",
    meaning: "A check whether somebody listens looks like this. The program sent nothing, in clear or otherwise.",
    reference: "RFC 5321, section 3.1")

  static func programNeverAsked(_ connection: ObservedConnection) -> Finding {
    Finding(
      "smtp.programNeverAsked", .problem,
      "The program sent in clear, although the server offers STARTTLS: the program is at fault.",
      evidence: connection.capabilityLines,
      meaning: "Everybody on the way could read what was sent.",
      remedy: "Set the program to STARTTLS, and to end the connection where TLS cannot be had.",
      reference: "RFC 8314, section 3")
  }

  static func plaintext(_ connection: ObservedConnection) -> Finding {
    let offered = connection.serverOffersTLS
    return Finding(
      "smtp.plaintext", .problem,
      offered == false
        ? "The connection was in clear: the server offers no STARTTLS, or something took the offer out."
        : "The connection was in clear: no TLS was asked for.",
      evidence: connection.capabilityLines,
      meaning: "Everybody on the way could read what was sent."
        + (offered == false
          ? " A device between the two can take STARTTLS out of the server's reply, which looks just like this." : ""),
      remedy: "Use a port and a server with TLS, and set the program to require it.", reference: "RFC 8314, section 3")
  }

  static func clearCredentials(_ connection: ObservedConnection) -> Finding {
    Finding(
      "smtp.clearCredentials", .problem, "The program sent its credentials in clear.",
      evidence: connection.dialogue.filter { $0.text.hasPrefix("AUTH") }.prefix(1).map {
        .text(label: "Seen", $0.description)
      },
      meaning: "Whoever was on the way knows the password, or could take the session over.",
      remedy: "Change the password, and set the program to require TLS before it logs in.",
      reference: "RFC 4954, section 4")
  }

  static func beganEarlier(_ connection: ObservedConnection) -> Finding {
    Finding(
      "capture.beginsInTheMiddle", .note, "The connection had begun before anything of it was seen.",
      meaning: "Version and cipher suite are agreed at the beginning, so they cannot be told here.",
      remedy: "Begin to watch before the program connects.")
  }

  static func incomplete(_ connection: ObservedConnection) -> Finding {
    Finding(
      "capture.gaps", .note, "A part of the connection was not seen, and with it what was agreed.",
      meaning: "The capture lost packets, or shortened them.",
      remedy: "Capture whole packets (a snapshot length of 0) on a machine that keeps up.")
  }
}

extension ObservedConnection {
  /// Who is to blame for a STARTTLS that was refused, and what it means.
  fileprivate func refusal(_ reply: String) -> (title: String, meaning: String) {
    if serverOffersTLS == false {
      return (
        "The program asked for TLS, which the server does not offer, or something took the offer out.",
        "STARTTLS is not in the server's reply to EHLO. A device between the two can take it out."
      )
    }
    switch reply.prefix(3) {
    case "501", "503":
      return (
        "The program asked for TLS at a wrong moment or in a wrong way, says the server.",
        "STARTTLS stands alone on its line, and comes after EHLO and before a message is begun."
      )
    case "454":
      return (Self.serverRefused, "The server has TLS, and cannot begin it now.")
    default:
      return (Self.serverRefused, "The server does not begin TLS on this connection.")
    }
  }

  private static var serverRefused: String {
    "The program asked for TLS, and the server refused it: the server is at fault."
  }
}
