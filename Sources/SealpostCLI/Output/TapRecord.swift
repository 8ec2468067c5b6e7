import MailDiagnosis
import TLSWire

/// Something that happened on a tap: lines for people, and a line of JSON where a connection ends.
struct TapRecord {
  private let event: Tap.Event
  private let isVerbose: Bool

  init(_ event: Tap.Event, isVerbose: Bool) {
    self.event = event
    self.isVerbose = isVerbose
  }

  /// For people; `nil` where nothing is shown.
  var sheet: Sheet? {
    var sheet = Sheet()
    switch event {
    case .began(let connection, let client):
      sheet.row("#\(connection)", "connected from \(client)")
    case .observed(let connection, let event):
      guard let (text, emphasis) = line(event) else { return nil }
      sheet.row("#\(connection)", text, emphasis)
    case .ended(let number, let connection):
      if let fingerprint = connection.fingerprint {
        sheet.row("#\(number)", "TLS library: \(connection.library?.description ?? "not recognised")")
        sheet.row("#\(number)", "JA3 \(fingerprint.ja3), JA4 \(fingerprint.ja4)", .faint)
      }
      sheet.row("#\(number)", connection.lastWords)
      for finding in connection.findings where finding.severity > .good {
        sheet.row("#\(number)", finding.title, finding.severity.emphasis)
      }
    case .notAccepted(let reason):
      sheet.line("A program could not be let in: \(reason)", .warning)
    }
    return sheet
  }

  /// For programs.
  var document: TapConnection? {
    guard case .ended(let number, let connection) = event else { return nil }
    return TapConnection(number: number, connection: connection)
  }

  private func line(_ event: ConnectionAnalyzer.Event) -> (String, TextStyle.Emphasis)? {
    switch event {
    case .line(let line):
      return isVerbose ? ("\(line)", .faint) : nil
    case .askedForTLS:
      return ("asked for STARTTLS", .plain)
    case .clientHello(let hello):
      return offer(hello)
    case .helloRetryRequest:
      return ("the server asks for another hello (HelloRetryRequest)", .plain)
    case .agreed(let tls):
      return ("the server chose \(tls)", tls.version?.isOld == true ? .warning : .strong)
    case .alert(let observed):
      let alert = observed.alert.description
      return (
        "alert from the \(observed.from.name): \(alert.spoken) (\(alert))", alert == .closeNotify ? .plain : .warning
      )
    case .encryptedAlert(let side):
      return ("the \(side.name) ended the handshake with an alert that is encrypted", .warning)
    case .handshakeComplete:
      return ("handshake complete; from here on all is encrypted", .plain)
    case .failed(let error):
      // A program may begin with its password: its bytes are not shown.
      let isPrivate = error.code == .notTLS && error.endpoint == .client
      return (isPrivate ? "what the program sent is not TLS" : "\(error)", .warning)
    }
  }

  private func offer(_ hello: ClientHello) -> (String, TextStyle.Emphasis) {
    let versions = hello.offeredVersions.map(\.description).joined(separator: ", ")
    let name = hello.serverName.map { "for \($0)" } ?? "without a server name"
    guard let highest = hello.offeredVersions.max(), highest.isOld else {
      return ("the program offers \(versions), \(name)", .plain)
    }
    return ("the program offers \(versions), \(name): nothing newer, which is the program's own limit", .warning)
  }
}

extension TLSEndpoint {
  fileprivate var name: String { self == .client ? "program" : "server" }
}

extension ObservedConnection {
  fileprivate var lastWords: String {
    let end =
      switch ending {
      case .closed(let side): "closed by the \(side.name)"
      case .reset(let side): "cut off by the \(side.name)"
      case nil where findings.contains { $0.id == "tap.upstreamUnreachable" || $0.id == "tap.loop" }:
        "for want of a server"
      case nil: "open to the last"
      }
    let time = duration.map { "after \(Duration.seconds($0).hundredthsOfSeconds), " } ?? ""
    return "ended \(time)\(end); \(ByteCount.text(bytesFromClient)) from the program, "
      + "\(ByteCount.text(bytesFromServer)) from the server"
  }
}

extension Duration {
  fileprivate var hundredthsOfSeconds: String {
    let hundredths = Int((self / .milliseconds(10)).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
  }
}
