import NIOConcurrencyHelpers
import SMTPCore
import SMTPSending
import TLSWire

/// One run through a socket's queue: every message once, those too that are added meanwhile.
///
/// It waits for each event to be over before it goes on, so that what the socket says of itself fits the event, and an
/// owner that is slow to hear is not left behind.
struct MailRun {
  /// How a run ends.
  enum Ending: Sendable {
    case finished(MailReport)
    /// A server's refusal left nothing to do or, where it is final, nothing to hope for the rest.
    case stopped(MailReport, ServerRefusal, isFinal: Bool)
    case failed(SocketError)
  }

  private enum Outcome {
    case sent(DeliveryReceipt)
    case refused(ServerRefusal, endsRun: Bool)
    case failed(SocketError)
  }

  private let socket: SMTPSecureSocket
  private var report = MailReport()
  /// The entries of the queue that have had their turn.
  private(set) var tried: Set<UInt64> = []
  private var client: (client: SMTPClient, revision: Int)?

  init(_ socket: SMTPSecureSocket) {
    self.socket = socket
  }

  /// Goes through what is untried. May be called again where there was more to do at the end.
  mutating func run() async -> Ending {
    let ending = await sendUntried()
    // Whoever hears that the run has ended may end the program, and a server is to hear QUIT before that.
    if let client {
      self.client = nil
      await client.client.shutdown()
    }
    return ending
  }

  private mutating func sendUntried() async -> Ending {
    while let entry = socket.messages.first(without: tried) {
      guard !Task.isCancelled else { return .failed(.disconnected(entry.email)) }
      tried.insert(entry.ticket)
      switch await send(entry.email) {
      case .sent(let receipt):
        socket.messages.remove(entry)
        await tell(receipt, of: entry.email)
      case .refused(let refusal, let endsRun):
        report.refused.append(refusal)
        // Every run ends with an event in which the socket is free. Where nothing was sent, it is this one.
        let isLast = report.sent.isEmpty && socket.messages.first(without: tried) == nil
        if endsRun || isLast { return .stopped(report, refusal, isFinal: endsRun) }
        await socket.raise(refusal)
      case .failed(let failure):
        return .failed(failure)
      }
    }
    return .finished(report)
  }

  private mutating func send(_ email: EmailMessage) async -> Outcome {
    let outgoing: EmailMessage.Outgoing
    do throws(EmailFault) {
      outgoing = try email.outgoing()
    } catch {
      return .refused(ServerRefusal(error, of: email), endsRun: false)
    }
    let client: SMTPClient
    do throws(SocketError) {
      client = try currentClient()
    } catch {
      return .failed(error)
    }
    socket.state.withLockedValue { $0.beginConnecting() }
    do throws(SMTPError) {
      let receipt = try await client.send(outgoing.content, routing: outgoing.routing) { [socket] progress in
        await socket.follow(progress)
      }
      note(receipt.tls, receipt)
      return .sent(receipt)
    } catch {
      note(error.evidence, error.receipt)
      return Self.outcome(of: error, email)
    }
  }

  private func note(_ evidence: TLSEvidence?, _ receipt: DeliveryReceipt?) {
    socket.state.withLockedValue { state in
      state.disconnected(evidence)
      state.lastReceipt = receipt
    }
  }

  /// A setting that changed holds from the next connection on.
  private mutating func currentClient() throws(SocketError) -> SMTPClient {
    let (settings, revision) = socket.state.withLockedValue { ($0.settings, $0.revision) }
    if let client, client.revision == revision { return client.client }
    let made = try settings.client()
    client = (made, revision)
    return made
  }

  /// A server may take a message for some and refuse the others, whom nobody would miss without a word.
  private mutating func tell(_ receipt: DeliveryReceipt, of email: EmailMessage) async {
    report.sent.append(MailReport.Sent(email: email, receipt: receipt))
    if let refusal = ServerRefusal(partOf: receipt, email) {
      report.refused.append(refusal)
      await socket.raise(refusal)
    }
    await socket.raiseMessageSent(email)
  }

  private static func outcome(of error: SMTPError, _ email: EmailMessage) -> Outcome {
    if let refusal = ServerRefusal(error, of: email) {
      return .refused(refusal, endsRun: !error.isAboutMessage)
    }
    return .failed(SocketError(error, email: email))
  }
}
