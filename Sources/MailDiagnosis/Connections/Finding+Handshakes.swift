import TLSWire

/// Findings of handshakes that came to an end, and of what they agreed on.
extension Finding {
  static func agreed(_ connection: ObservedConnection, _ version: TLSVersion) -> Finding {
    Finding(
      "tls.agreed", .good, "\(version.spoken) was agreed.",
      meaning: "The server chose \(version.spoken) in its ServerHello, and both sides finished the handshake.",
      reference: "RFC 9325, section 3.1.1")
  }

  /// The case of the forum thread: what is set and what is sent are two things.
  static func programLimit(_ connection: ObservedConnection, _ version: TLSVersion) -> Finding {
    let offer = (connection.highestOffer ?? version).spoken
    return Finding(
      "tls.programLimit", .warning,
      "The program offers \(offer) and nothing newer, whatever its settings say: the program is the limit, not the server.",
      evidence: connection.offer + connection.choice,
      meaning: "The server can choose only among what the program's ClientHello offers. It took \(version.spoken) this "
        + "time; servers that ask for TLS 1.2 turn this program away, Office 365 with 421 4.7.66.",
      remedy: updateProgram, reference: "RFC 8996, section 4")
  }

  static func serverLimit(_ connection: ObservedConnection, _ version: TLSVersion) -> Finding {
    let offer = (connection.highestOffer ?? version).spoken
    return Finding(
      "tls.serverLimit", .warning,
      "The server chose \(version.spoken), although the program offers \(offer): the server is the limit, not the program.",
      evidence: connection.offer + connection.choice,
      meaning:
        "The program did its part. What it sends crosses the wire under a version that has been deprecated since "
        + "2021.",
      remedy: "Ask whoever runs the server for TLS 1.2 or newer, or use another of its ports or names. To send nothing "
        + "below TLS 1.2 in the meantime, set the program's minimum to TLS 1.2.",
      reference: "RFC 8996, section 4")
  }

  /// The client's offer was not seen, so that nobody can be blamed.
  static func oldVersion(_ connection: ObservedConnection, _ version: TLSVersion) -> Finding {
    Finding(
      "tls.oldVersion", .warning,
      "\(version.spoken) was agreed; the program's offer was not seen, so it is open which side is the limit.",
      evidence: connection.choice,
      meaning: "The version has been deprecated since 2021, and servers turn it away.",
      remedy: "Look at a connection from its beginning: sealpost tap shows both hellos.",
      reference: "RFC 8996, section 4")
  }

  static func programTurnedAway(_ connection: ObservedConnection) -> Finding {
    let offer = (connection.highestOffer ?? .tls10).spoken
    return Finding(
      "tls.programTurnedAway", .problem,
      "The server turned the program away, which offers \(offer) and nothing newer: the program is at fault, not the server.",
      evidence: connection.offer + connection.alertLines,
      meaning:
        "The server accepts no version as old as that, as it should; the program's ClientHello names none that is "
        + "newer, whatever its settings say.",
      remedy: updateProgram, reference: "RFC 8996, section 5")
  }

  static func serverLacksVersion(_ connection: ObservedConnection) -> Finding {
    let offer = connection.offeredRange
    return Finding(
      "tls.serverLacksVersion", .problem,
      "The server accepts none of the versions that the program offers (\(offer)): the server is at fault, or set to others.",
      evidence: connection.offer + connection.alertLines,
      meaning: "It answered the ClientHello with the alert protocol_version.",
      remedy:
        "Ask whoever runs the server for TLS 1.2 or newer. If the program offers TLS 1.3 alone, let it offer TLS 1.2 "
        + "as well.", reference: "RFC 8446, section 6.2")
  }

  /// A server that knows older versions alone chooses one of them, where a hello of TLS 1.2 lets it.
  static func serverWantsNewer(_ connection: ObservedConnection) -> Finding {
    Finding(
      "tls.serverWantsNewer", .problem,
      "The server turned the program away, which offers TLS 1.2 and nothing newer: the server asks for TLS 1.3.",
      evidence: connection.offer + connection.alertLines,
      meaning: "It answered the ClientHello with the alert protocol_version. A server that knows older versions alone "
        + "would have chosen one of them. TLS 1.2 is still a version that every server should accept.",
      remedy:
        "Ask whoever runs the server to accept TLS 1.2 as well, or let the program offer TLS 1.3, which may need a newer "
        + "TLS library.", reference: "RFC 9325, section 3.1.1")
  }

  static func programRefusesVersion(_ connection: ObservedConnection) -> Finding {
    let chosen = connection.serverHello.map { $0.version.spoken } ?? "the server's version"
    return Finding(
      "tls.programRefusesVersion", .problem,
      "The server chose \(chosen), and the program refused it: the server is too old for the program's settings.",
      evidence: connection.offer + connection.choice + connection.alertLines,
      meaning: "The program's hello states its highest version; its lowest shows only in this refusal, the alert "
        + "protocol_version. Refusing is right where the version is below TLS 1.2.",
      remedy: "Ask whoever runs the server for TLS 1.2 or newer. Do not lower the program's minimum.",
      reference: "RFC 8996, section 4")
  }

  static func versionNotOffered(_ connection: ObservedConnection, _ failure: TLSWireError) -> Finding {
    Finding(
      "tls.versionNotOffered", .problem,
      "The server chose a version that the program did not offer: the server is at fault.",
      evidence: connection.offer + [.text(label: "Seen", "\(failure)")],
      meaning:
        "A program of TLS 1.3 lists the versions that it accepts, and an old server answers with one below them.",
      remedy: "Ask whoever runs the server for TLS 1.2 or newer.", reference: "RFC 8446, section 4.2.1")
  }

  static func downgraded(_ connection: ObservedConnection, _ failure: TLSWireError) -> Finding {
    Finding(
      "tls.downgraded", .problem,
      "Somebody between the program and the server took better versions out of the offer.",
      evidence: connection.offer + connection.choice + [.text(label: "Seen", "\(failure)")],
      meaning:
        "The server marked its random: it would have chosen a better version, had it seen the offer that was sent. A "
        + "device in between changed it, for convenience or as an attack. A sound program ends the handshake here.",
      remedy: "Try from another network. Look for a proxy, a virus scanner or a firewall that inspects TLS.",
      reference: "RFC 8446, section 4.1.3")
  }

  static func fallbackRefused(_ connection: ObservedConnection) -> Finding {
    Finding(
      "tls.fallbackRefused", .problem,
      "The program tried again with a lower version, and the server refused that as a fallback.",
      evidence: connection.offer + connection.alertLines,
      meaning:
        "The program marks this hello as a second attempt with less than it can do, and the server can do more. An "
        + "earlier attempt failed for another reason, which is the one to look for.",
      remedy: "Find out why the first attempt fails; turn the program's fallback off.", reference: "RFC 7507, section 3"
    )
  }

  static let updateProgram =
    "Set the program to TLS 1.2 or newer and watch it once more: the ClientHello must name it. If it still does not, the "
    + "program's TLS library is too old, or the setting has no effect there: update the program, or let it send through a "
    + "relay on its own machine that speaks TLS 1.2."
}
