import MailDiagnosis
import MailSandbox
import SMTPCore
import SMTPSending
import TLSWire

extension Demonstration {
  /// The first act: what the client's receipt says, and what the server saw.
  struct Delivery: Sendable {
    let receipt: DeliveryReceipt
    let arrived: SandboxMessage
    /// Whether the server has exactly the bytes that were written.
    let isUnchanged: Bool

    /// Whether both sides read the same from the wire, with the TLS libraries' consent.
    var sidesAgree: Bool {
      guard let client = receipt.tls, let server = arrived.evidence, let version = client.version else { return false }
      return server.version == version && client.libraryVersion == version && server.libraryVersion == version
        && client.cipherSuite == server.cipherSuite && client.keyExchange == server.keyExchange
        && client.offeredVersions == server.offeredVersions && client.serverName == server.serverName
    }

    var isAsExpected: Bool {
      receipt.outcome == .accepted && receipt.recipients.allSatisfy { $0.outcome == .accepted } && isUnchanged
        && sidesAgree && receipt.tls?.certificate?.verified == true
    }

    func sheet(_ server: SMTPClient.Endpoint) -> Sheet {
      var sheet = Sheet()
      sheet.line("1  A message with an attachment, over STARTTLS", .strong)
      sheet.gap()
      sheet.append(Sheet(receipt, from: server))
      sheet.gap()
      sheet.row("Server saw", arrived.evidence.map { "\($0)" } ?? "no TLS")
      sheet.row(
        "", sidesAgree ? "both sides read the same off the wire" : "the two sides do NOT agree",
        sidesAgree ? .good : .bad)
      sheet.row(
        "Server has",
        isUnchanged ? "the message, byte for byte" : "another message than was sent", isUnchanged ? .good : .bad)
      sheet.gap()
      return sheet
    }
  }

  /// The second act: the error that an old client meets; nil where it met none.
  struct Refusal: Sendable {
    let error: SMTPError?

    var isAsExpected: Bool {
      error?.reply?.code == 421 && error?.reply?.enhanced == EnhancedStatusCode(4, 7, 66)
        && error?.evidence?.version == .tls10
    }

    var sheet: Sheet {
      var sheet = Sheet()
      sheet.line("2  The same from a client held to TLS 1.0", .strong)
      sheet.gap()
      guard let error else {
        sheet.line("The old client's message was accepted, which should not happen", .bad)
        return sheet
      }
      sheet.line("Turned away, \(error.phase)", .warning)
      sheet.gap()
      if let reply = error.reply {
        sheet.row("Server said", "\(reply)", .strong)
        sheet.advice(ReplyAdvice.advice(for: reply))
        sheet.gap()
      }
      sheet.evidence(error.evidence)
      sheet.gap()
      return sheet
    }
  }

  struct Result: Sendable, Encodable {
    let delivery: Delivery
    let refusal: Refusal

    var isAsExpected: Bool { delivery.isAsExpected && refusal.isAsExpected }

    var sheet: Sheet {
      var sheet = Sheet()
      if isAsExpected {
        let version = delivery.receipt.tls?.version.map { "\($0)" } ?? ""
        sheet.line(
          "Done: one message sent over \(version) and proven on both sides, one TLS 1.0 client turned away.", .good)
      } else {
        sheet.line("Not everything happened as it should: see above.", .bad)
      }
      return sheet
    }

    private enum CodingKeys: String, CodingKey {
      case asExpected, delivery, server, agree, unchanged, refusal
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(isAsExpected, forKey: .asExpected)
      try container.encode(delivery.receipt, forKey: .delivery)
      try container.encode(delivery.arrived, forKey: .server)
      try container.encode(delivery.sidesAgree, forKey: .agree)
      try container.encode(delivery.isUnchanged, forKey: .unchanged)
      try container.encode(refusal.error.map(FailureDocument.init), forKey: .refusal)
    }
  }
}
