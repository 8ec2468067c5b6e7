/// A line of a script that cannot be understood.
public struct SandboxScriptError: Error, Sendable, Hashable, CustomStringConvertible {
  private enum Code: Hashable {
    case missingColon
    case unknownStage(String)
    case addressNotPossible(stage: String)
    case unfinishedAddress
    case missingStep
    case unknownStep(String)
    case badDuration(String)
    case badCount(String)
    case badSize(String)
    case badCode(String)
    case unknownCertificate(String)
    case badVersions(String)
    case wrongStage(step: String, stage: String)
    case afterRepeat
    case nothingToRepeat
    case unreadableFile(path: String, reason: String)
  }

  private let code: Code
  /// Counted from 1; 0 where the error is not in a line.
  public let line: Int

  static func missingColon(line: Int) -> Self { Self(code: .missingColon, line: line) }
  static func unknownStage(_ name: String, line: Int) -> Self { Self(code: .unknownStage(name), line: line) }
  static func addressNotPossible(stage: String, line: Int) -> Self {
    Self(code: .addressNotPossible(stage: stage), line: line)
  }
  static func unfinishedAddress(line: Int) -> Self { Self(code: .unfinishedAddress, line: line) }
  static func missingStep(line: Int) -> Self { Self(code: .missingStep, line: line) }
  static func unknownStep(_ text: String, line: Int) -> Self { Self(code: .unknownStep(text), line: line) }
  static func badDuration(_ text: String, line: Int) -> Self { Self(code: .badDuration(text), line: line) }
  static func badCount(_ text: String, line: Int) -> Self { Self(code: .badCount(text), line: line) }
  static func badSize(_ text: String, line: Int) -> Self { Self(code: .badSize(text), line: line) }
  static func badCode(_ text: String, line: Int) -> Self { Self(code: .badCode(text), line: line) }
  static func unknownCertificate(_ text: String, line: Int) -> Self {
    Self(code: .unknownCertificate(text), line: line)
  }
  static func badVersions(_ text: String, line: Int) -> Self { Self(code: .badVersions(text), line: line) }
  static func wrongStage(step: String, stage: String, line: Int) -> Self {
    Self(code: .wrongStage(step: step, stage: stage), line: line)
  }
  static func afterRepeat(line: Int) -> Self { Self(code: .afterRepeat, line: line) }
  static func nothingToRepeat(line: Int) -> Self { Self(code: .nothingToRepeat, line: line) }
  static func unreadableFile(path: String, reason: String) -> Self {
    Self(code: .unreadableFile(path: path, reason: reason), line: 0)
  }

  /// What is wrong, without the line's number.
  public var reason: String {
    switch code {
    case .missingColon: "there is no colon after the stage"
    case .unknownStage(let name):
      "\"\(name)\" is no stage; the stages are "
        + SandboxScript.Stage.allCases.map { $0.rawValue }.joined(separator: ", ") + " and tls"
    case .addressNotPossible(let stage): "\(stage) has no address; mail, rcpt and auth have one"
    case .unfinishedAddress: "the address has no closing >"
    case .missingStep: "there is no step after the colon"
    case .unknownStep(let text):
      "\"\(text)\" is no step; a step is a reply such as \"421 4.3.2 Try later.\", or proceed, drop, close or repeat"
    case .badDuration(let text): "\"\(text)\" is no time; write 250ms, 2s or 1m"
    case .badCount(let text): "\"\(text)\" is no count; write *3 or *forever"
    case .badSize(let text): "\"\(text)\" is no number of bytes; write 1000 or 64k"
    case .badCode(let text): "\"\(text)\" is no reply code; they are 200 to 599"
    case .unknownCertificate(let text):
      "\"\(text)\" is no kind of certificate; the kinds are "
        + CertificateKind.allCases.map { $0.rawValue }.joined(separator: ", ")
    case .badVersions(let text): "\"\(text)\" are no TLS versions; write 1.2 or 1.0-1.1"
    case .wrongStage(let step, let stage): "\(step) is not possible at the stage \(stage)"
    case .afterRepeat: "this stage was already ended by repeat"
    case .nothingToRepeat: "there is no step before repeat"
    case .unreadableFile(let path, let reason): "cannot read the script \(path): \(reason)"
    }
  }

  public var description: String { line > 0 ? "line \(line): \(reason)" : reason }
}
