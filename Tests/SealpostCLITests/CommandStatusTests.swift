import MIME
import SMTPCore
import Testing

@testable import SMTPSending
@testable import SealpostCLI

@Suite("An exit status", .timeLimit(.minutes(1)))
struct CommandStatusTests {
  static let receiptCases: [([DeliveryOutcome], CommandStatus)] = [
    ([.accepted], .done), ([.accepted, .deferred], .temporary), ([.deferred, .rejected, .accepted], .refused),
    ([.accepted, .ambiguous], .temporary),
  ]

  static let errorCases: [(SMTPError.Code, Reply?, SMTPPhase, CommandStatus)] = [
    (.invalidConfiguration, nil, .connect, .configuration),
    (.unusableMessage, nil, .transfer, .unusableMessage),
    (.messageTooLarge, nil, .envelope, .unusableMessage),
    (.unknownHost, nil, .connect, .unknownHost),
    (.connectFailed, nil, .connect, .temporary),
    (.timedOut, nil, .greeting, .temporary),
    (.versionBelowPolicy, nil, .tls, .policy),
    (.startTLSNotOffered, nil, .startTLS, .policy),
    (.certificateExpired, nil, .tls, .policy),
    (.evidenceMismatch, nil, .tls, .policy),
    (.protocolViolation, nil, .hello, .policy),
    (.authenticationRefused, Reply(535, "5.7.8", "no"), .authentication, .authentication),
    (.authenticationRefused, Reply(421, "4.7.66", "no"), .authentication, .temporary),
    (.authenticationNotOffered, nil, .authentication, .authentication),
    (.tokenUnavailable, nil, .authentication, .configuration),
    (.refused, Reply(550, "5.1.1", "no"), .envelope, .refused),
    (.refused, Reply(451, "4.3.0", "no"), .envelope, .temporary),
    (.cancelled, nil, .greeting, .interrupted),
    (.connectionLost, nil, .acceptance, .temporary),
    (.protocolViolation, nil, .acceptance, .temporary),
  ]

  @Test("It follows from the kind of the error", arguments: errorCases)
  func errors(code: SMTPError.Code, reply: Reply?, phase: SMTPPhase, status: CommandStatus) {
    #expect(CommandStatus(SMTPError(code, in: phase, "test", reply: reply)) == status)
  }

  @Test(
    "It follows from the worst that happened to a recipient",
    arguments: receiptCases)
  func receipts(outcomes: [DeliveryOutcome], status: CommandStatus) {
    #expect(CommandStatus(Sample.receipt(outcomes: outcomes)) == status)
  }

  @Test("The numbers are those of sysexits.h")
  func numbers() {
    #expect(CommandStatus.allCases.map(\.rawValue) == [0, 64, 65, 66, 68, 69, 70, 74, 75, 76, 77, 78, 130])
  }
}
