import MailDiagnosis
import ArgumentParser
import MIME
import SMTPSending

/// How a command's results are written, for every verb.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Write JSON to standard output, and text for people to standard error.")
  var json = false

  /// Runs a command's work. What it throws becomes one line on standard error, a JSON document where that was asked for,
  /// and the exit status.
  func perform(_ work: (Printer) async throws -> CommandStatus) async throws {
    let printer = Printer(console: Console.current, isJSON: json)
    let status: CommandStatus
    do {
      status = try await work(printer)
    } catch let error as SMTPError {
      status = printer.report(error, at: nil)
    } catch let error as MIMEError {
      status = printer.report(CommandFailure(error))
    } catch let failure as CommandFailure {
      status = printer.report(failure)
    } catch is CancellationError {
      status = printer.report(CommandFailure(.interrupted, "interrupted"))
    } catch {
      status = printer.report(CommandFailure(.software, "\(error)"))
    }
    guard status == .done else { throw ExitCode(status.rawValue) }
  }
}

extension Printer {
  func report(_ failure: CommandFailure) -> CommandStatus {
    tell("sealpost: \(failure)", .bad)
    return write(FailureDocument(failure), or: failure.status)
  }

  func report(_ error: SMTPError, at server: SMTPClient.Endpoint?) -> CommandStatus {
    tell(Sheet(error, at: server))
    return write(FailureDocument(error), or: CommandStatus(error))
  }

  /// Where the document cannot be written, the failure that it tells of is still the one that counts.
  private func write(_ failure: FailureDocument, or status: CommandStatus) -> CommandStatus {
    do {
      try document(failure)
    } catch {
      tell("sealpost: \(error)", .bad)
    }
    return status
  }
}
