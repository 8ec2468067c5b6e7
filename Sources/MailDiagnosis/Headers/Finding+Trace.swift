/// Findings of the header as a whole: whom to believe, and whose clock.
extension Finding {
  static func untrusted(_ submission: Hop, topmost: Hop) -> Finding {
    Finding(
      "headers.untrusted", .note,
      "The field of the submission was written by \(submission.field.by ?? "a server without a name"), which you need not "
        + "believe.",
      evidence: [.text(label: "Believed", topmost.field.by ?? "nobody")],
      meaning:
        "A field proves only what its writer saw. Whoever handed the message to the first server that you trust could "
        + "have written all the fields below that one's.",
      remedy:
        "If you trust that server, say so: --trusted \(submission.field.by.flatMap { $0.isHostName ? $0 : nil } ?? "HOST").",
      reference: "RFC 5321, section 7.2")
  }

  /// A clock that is behind its predecessor's by more than rounding makes up.
  static func clocks(_ hops: [Hop]) -> Finding {
    Finding(
      "headers.clocks", .note, "The clocks of the servers disagree.",
      evidence: hops.prefix(5).map {
        .text(
          label: "Hop \($0.number)",
          "\($0.field.by ?? "?") is \(Int(clamped: -($0.delay ?? 0))) s behind the hop before it")
      },
      meaning:
        "A message cannot arrive before it was sent: one of the two clocks is wrong. Delays across this hop mean "
        + "nothing.")
  }

  static func slow(_ hops: [Hop]) -> Finding {
    Finding(
      "headers.delay", .note, "The message waited on its way.",
      evidence: hops.prefix(5).map {
        .text(label: "Hop \($0.number)", "\(($0.delay ?? 0).spokenDuration) before \($0.field.by ?? "?") took it")
      },
      meaning: "The server before it tried again later: it had been turned away, or could not connect. A server that "
        + "rejects a part of the old connections, as Office 365 did in 2021, shows like this.",
      remedy: "Look in the log of the server that held it.", reference: "RFC 5321, section 4.5.4")
  }

  static func unreadableDates(_ hops: [Hop]) -> Finding {
    Finding(
      "headers.dates", .note, "Some fields have no date that can be read.",
      evidence: hops.prefix(5).map { .text(label: "Hop \($0.number)", $0.field.dateText ?? "no date") },
      meaning: "The delays around them are not known.", reference: "RFC 5322, section 3.3")
  }

  static func passedOver(_ trace: MailTrace) -> Finding {
    Finding(
      "headers.passedOver", .note,
      trace.isCut ? "The header was too long to be read to its end." : "Some lines are no header fields.",
      evidence: [.text(label: "Lines", "\(trace.passedOver)")],
      meaning: "They were passed over. A field that was broken when it was copied may be among them.",
      remedy: "Give the message as a file, as the mail program saves it.")
  }
}

extension String {
  /// Whether a shell would take it as it is: whoever wrote a field chose what stands in it.
  fileprivate var isHostName: Bool {
    utf8.first != UInt8(ascii: "-")
      && unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-._:".unicodeScalars.contains($0)
      }
  }
}

extension Double {
  /// So many seconds, for people.
  var spokenDuration: String {
    let seconds = Int(clamped: self)
    switch abs(seconds) {
    case ..<120: return "\(seconds) s"
    case ..<7200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3600) h"
    default: return "\(seconds / 86400) days"
    }
  }
}

extension Int {
  /// A number that may be out of range, which a date of the year 9999 is not far from.
  init(clamped number: Double) {
    self = number.isNaN ? 0 : Int(Swift.max(-1e15, Swift.min(1e15, number)))
  }
}
