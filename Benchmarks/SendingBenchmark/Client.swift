import BenchmarkSupport
import Foundation

/// A program that sends.
struct Client: Sendable {
  enum Kind: Sendable {
    /// Called as `Peers/README.md` has it, with these words first.
    case called([String])
    /// Postfix's own, which has arguments of its own and no TLS.
    case source
  }

  let name: String
  let version: String
  let kind: Kind

  func canSend(over security: Job.Security) -> Bool {
    if case .source = kind { return security == .plain }
    return true
  }

  func run(_ job: Job, directory: URL, limit: Double) throws -> Measured {
    switch kind {
    case .called(let words):
      let output = try ChildProcess.run(words + job.arguments, directory: directory, limit: limit).output
      let measured = try JSONDecoder().decode(Measured.self, from: Data(output.utf8))
      guard measured.sent == job.count else {
        throw ChildProcess.Failure("\(name) sent \(measured.sent) of \(job.count) messages")
      }
      return measured
    case .source:
      let size = (try FileManager.default.attributesOfItem(atPath: job.message)[.size] as? Int) ?? 0
      let words =
        ["smtp-source", "-M", "localhost", "-f", "sender@example.test", "-t", "recipient@example.test"]
        + ["-s", "\(job.connections)", "-m", "\(job.count)", "-l", "\(max(1, size - Self.sourceHeaderSize))"]
        + (job.reusesConnections ? ["-d"] : []) + ["\(job.host):\(job.port)"]
      let usage = try ChildProcess.run(words, directory: directory, limit: limit).usage
      return Measured(sent: job.count, seconds: usage.seconds, processor: usage.processorSeconds)
    }
  }

  /// What smtp-source puts before its body, about.
  private static let sourceHeaderSize = 200

  struct Roster: Sendable {
    let clients: [Client]
    /// Those that are not there, and why.
    let skipped: [(name: String, reason: String)]
  }

  /// Ours first, then the peers that are there.
  static func roster(folder: URL, directory: URL, only: Set<String>) throws -> Roster {
    let peers = folder.appending(path: ".peers")
    let scripts = folder.appending(path: "Peers").path
    var clients: [Client] = []
    var skipped: [(name: String, reason: String)] = []

    func output(_ words: [String]) throws -> String {
      try ChildProcess.run(words, directory: directory).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    func add(_ name: String, _ kind: Kind, reason: String? = nil, version: () throws -> String) {
      guard only.isEmpty || only.contains(name) else { return }
      do {
        clients.append(Client(name: name, version: try version(), kind: kind))
      } catch {
        skipped.append((name, reason ?? "\(error)"))
      }
    }
    func addBuilt(_ name: String, _ version: () throws -> String) {
      let program = peers.appending(path: name).path
      let reason = try? String(contentsOf: peers.appending(path: "\(name).skipped"), encoding: .utf8)
      add(
        name, .called([program]),
        reason: reason?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "not built; run Benchmarks/Peers/setup.sh"
      ) {
        guard FileManager.default.isExecutableFile(atPath: program) else { throw ChildProcess.Failure("") }
        return try version()
      }
    }

    let own = URL(filePath: CommandLine.arguments[0])
    add("sealpost", .called([(Bundle.main.executableURL ?? own).path, "send"])) {
      let head = try? output(["git", "-C", folder.path, "describe", "--always", "--dirty"])
      return head.map { "of \($0)" } ?? "of this folder"
    }
    add("smtp-source", .source) { "of Postfix " + (try output(["postconf", "-dh", "mail_version"])) }
    add("smtplib", .called(["python3", scripts + "/send_smtplib.py"])) { try output(["python3", "--version"]) }
    let python = folder.appending(path: ".venv/bin/python").path
    add(
      "aiosmtplib", .called([python, scripts + "/send_aiosmtplib.py"]),
      reason: "not in Benchmarks/.venv; run Benchmarks/Peers/setup.sh"
    ) {
      try output([python, "-c", "import aiosmtplib; print(aiosmtplib.__version__)"])
    }
    addBuilt("libcurl") {
      // It names every library that it was built with; the TLS one matters.
      let names = try output([peers.appending(path: "libcurl").path, "--version"]).split(separator: " ")
      return names.prefix(2).joined(separator: " ")
    }
    add("nodemailer", .called(["node", scripts + "/send_nodemailer.js"])) {
      guard ProcessInfo.processInfo.environment["NODEMAILER"] != nil else {
        throw ChildProcess.Failure("NODEMAILER does not name a checkout of it")
      }
      let script = "console.log(require(process.env.NODEMAILER + '/package.json').version, 'on Node', process.version)"
      return try output(["node", "-e", script])
    }
    for name in ["go-mail", "lettre"] {
      // The programs do not know the version of the library in them.
      addBuilt(name) {
        try String(contentsOf: peers.appending(path: "\(name).version"), encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)
      }
    }
    return Roster(clients: clients, skipped: skipped)
  }
}
