import TLSWire

/// Findings of handshakes that failed for another reason than the version.
extension Finding {
  static func nothingInCommon(_ connection: ObservedConnection, _ alert: ObservedAlert) -> Finding {
    Finding(
      "tls.nothingInCommon", .problem,
      "The server found nothing in the program's offer that it accepts: cipher suites, groups or signatures do not meet.",
      evidence: connection.offer + connection.alertLines,
      meaning: "The versions would do. The alert \(alert.alert.description) does not say which part of the offer was "
        + "missing; a very old or a very strict side is the usual cause.",
      remedy: "Compare the program's cipher suites and groups with what the server accepts; update the older side.",
      reference: "RFC 8446, section 6.2")
  }

  static func certificateRejected(_ connection: ObservedConnection, _ alert: ObservedAlert) -> Finding {
    Finding(
      "tls.certificateRejected", .problem,
      "The program rejected the server's certificate: \(alert.alert.description.spoken).",
      evidence: connection.alertLines + connection.certificateLines,
      meaning:
        "The version is not the matter. The program's list of authorities, the machine's clock, the name that was "
        + "asked for or the certificate itself is wrong.",
      remedy: "Check the certificate and its chain from this machine, the clock, and whether the program's list of "
        + "authorities is up to date. Do not turn verification off.", reference: "RFC 8446, section 6.2")
  }

  static func clientCertificateRejected(_ connection: ObservedConnection, _ alert: ObservedAlert) -> Finding {
    Finding(
      "tls.clientCertificateRejected", .problem,
      "The server wants a certificate of the program's that it accepts: \(alert.alert.description.spoken).",
      evidence: connection.alertLines,
      meaning: "The server asks its clients for certificates, and turned this one's away, or missed it.",
      remedy: "Give the program a certificate that the server knows, or use a port for which none is asked.",
      reference: "RFC 8446, section 4.4.2.4")
  }

  /// After its ServerHello a server can no longer mean by handshake_failure that the hellos do not meet.
  static func refusedAfterChoice(_ connection: ObservedConnection, _ observed: ObservedAlert) -> Finding {
    Finding(
      "tls.alert", .problem,
      "The server ended the handshake after it had chosen \(connection.version?.spoken ?? "a version").",
      evidence: connection.offer + connection.choice + connection.alertLines,
      meaning:
        "Version and cipher suite were chosen, and are not the matter. A server that wants a certificate of the "
        + "program's and gets none says so by the alert \(observed.alert.description), up to TLS 1.2.",
      remedy: "Look in the server's log. If the server asks its clients for certificates, give the program one.",
      reference: "RFC 5246, section 7.4.6")
  }

  static func refusedByAlert(_ connection: ObservedConnection, _ observed: ObservedAlert) -> Finding {
    let (who, whose) = observed.from == .client ? ("program", "server") : ("server", "program")
    return Finding(
      "tls.alert", .problem,
      "The \(who) ended the handshake: \(observed.alert.description.spoken).",
      evidence: connection.offer + connection.choice + connection.alertLines,
      meaning:
        "It did not accept what the \(whose) had sent; the alert \(observed.alert.description) says why, in general "
        + "terms.", remedy: "Look in the log of the \(who), which may say more than its alert.",
      reference: "RFC 8446, section 6.2")
  }

  static func encryptedAlert(_ connection: ObservedConnection, from endpoint: TLSEndpoint) -> Finding {
    let isProgram = endpoint == .client
    let what =
      isProgram ? "rejected the server's certificate, most likely" : "did not accept what the program sent"
    return Finding(
      "tls.encryptedAlert", .problem,
      "The \(isProgram ? "program" : "server") ended the handshake after \(connection.version?.spoken ?? "the version") "
        + "was agreed: it \(what).",
      evidence: connection.choice,
      meaning:
        "The version is not the matter. The alert itself is encrypted; that it is one shows in its length alone.",
      remedy: isProgram
        ? "Look in the program's log. Check the certificate, the machine's clock and the program's list of authorities."
        : "Look in the server's log.",
      reference: "RFC 8446, section 5.2")
  }

  static func notTLS(_ connection: ObservedConnection, _ failure: TLSWireError) -> Finding {
    let isProgram = failure.endpoint == .client
    return Finding(
      "tls.notTLS", .problem,
      isProgram
        ? "The program did not begin TLS where it was due: the program is at fault."
        : "The server did not answer with TLS where it was due: the server, or something in between, is at fault.",
      // A program may begin with its password: its bytes are not shown.
      evidence: isProgram ? [] : [.text(label: "Seen", "\(failure)".printable)],
      meaning: isProgram
        ? "After STARTTLS, or on a port with TLS from the first byte, it sent something else."
        : "What it sent instead can be an error in clear, or an attempt to have the program take it for the server's "
          + "protected answer.",
      remedy: isProgram
        ? "Check the program's setting: STARTTLS belongs to ports 587 and 25, TLS from the first byte to port 465."
        : "Check that the port is one of STARTTLS, or of TLS from the first byte, as the program assumes.",
      reference: "RFC 3207, section 4")
  }

  /// The program did begin TLS, in a form that was given up together with SSL 2.0.
  static func oldHello(_ connection: ObservedConnection) -> Finding {
    Finding(
      "tls.oldHello", .problem,
      "The program begins TLS with a hello of SSL 2.0, which servers no longer read: the program is at fault.",
      meaning:
        "Old libraries can offer versions up to TLS 1.2 in such a hello, where SSL 2.0 is not switched off. It has been "
        + "forbidden since 2011.",
      remedy: "Switch SSL 2.0 off in the program's settings (\"SSLv23\" can mean it), or update its TLS library.",
      reference: "RFC 6176, section 3")
  }

  static func wrongPort(_ connection: ObservedConnection) -> Finding {
    Finding(
      "tls.wrongPort", .problem,
      "The program began with TLS and the server with SMTP in clear: the program is set to the wrong port or kind of TLS.",
      evidence: connection.dialogue.first { $0.from == .server }.map { [.text(label: "Server", $0.text)] } ?? [],
      meaning: "On this port the server speaks first, and TLS begins once the program asks for it with STARTTLS.",
      remedy:
        "Set the program to STARTTLS, which belongs to ports 587 and 25, or to port 465 with TLS from the first byte.",
      reference: "RFC 8314, section 3")
  }

  static func brokenHandshake(_ connection: ObservedConnection, _ failure: TLSWireError) -> Finding {
    Finding(
      "tls.broken", .problem, "What crossed the wire is no handshake that can be right.",
      evidence: connection.offer + [.text(label: "Seen", "\(failure)".printable)],
      meaning: "A side, or something in between, breaks the protocol.",
      remedy: "Try from another network; if it stays, report it to whoever makes that side.",
      reference: "RFC 8446, section 4")
  }

  static func brokenOff(_ connection: ObservedConnection, _ ending: ObservedConnection.Ending) -> Finding {
    let (side, verb) =
      switch ending {
      case .closed(let side): (side, "closed")
      case .reset(let side): (side, "cut off")
      }
    let name = side == .client ? "program" : "server"
    let place =
      if connection.version != nil {
        "after \(connection.version?.spoken ?? "a version") had been chosen"
      } else if connection.clientHello != nil {
        "after the program's hello, without a word"
      } else {
        "before the program had said hello"
      }
    return Finding(
      "tls.brokenOff", .problem, "The \(name) \(verb) the connection \(place).",
      evidence: connection.offer + connection.choice,
      meaning: connection.meaningOfBreak(by: side),
      remedy: "Look in the log of the \(name). If the \(name) has nothing to say, look at what lies in between.",
      reference: "RFC 8446, section 6.1")
  }

  static func unfinished(_ connection: ObservedConnection) -> Finding {
    Finding(
      "tls.unfinished", .note, "The handshake had not ended when this was written.",
      evidence: connection.offer + connection.choice,
      meaning: "What was agreed by then may still be refused.")
  }
}

extension ObservedConnection {
  fileprivate func meaningOfBreak(by side: TLSEndpoint) -> String {
    switch (side, version, clientHello) {
    case (.server, nil, _?) where offersOldOnly:
      "The program offers nothing newer than \(highestOffer?.spoken ?? "an old version"). Some servers, and devices before "
        + "them, end such connections without an alert."
    case (.server, nil, _?):
      "Servers that dislike an offer should say so by an alert. A device in between can be the one that closed."
    case (.server, _?, _):
      "The server had chosen a version, and did not say why it gave up. A certificate that it wanted of the program, or a "
        + "device in between, can be the cause."
    case (.client, _?, _):
      "The program did not accept what it saw, most likely the certificate or the version, and did not say so."
    default:
      "Nothing was agreed."
    }
  }
}
