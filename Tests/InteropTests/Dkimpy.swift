import Foundation
import MIME

/// Debian's `python3-dkim`, which signs and verifies with keys from files, without the DNS.
struct Dkimpy: Sendable {
  let directory: TemporaryDirectory
  let keys: [DKIMTestKey]

  /// The Python that has it: the one its program is run by, which need not be the first on the search path.
  static func interpreter() throws -> String {
    struct NoInterpreter: Error {}
    let program = try String(contentsOfFile: Tool.require("dkimverify"), encoding: .utf8)
    guard let line = program.split(separator: "\n").first, line.hasPrefix("#!"),
      let path = line.dropFirst(2).split(separator: " ").last
    else { throw NoInterpreter() }
    return String(path)
  }

  private static let verifying = """
    import dkim, json, sys
    records = json.load(open(sys.argv[1]))
    def find(name, timeout=5):
        record = records.get(name.decode().rstrip("."))
        return record.encode() if record else None
    def verify(message, index):
        try:
            return dkim.DKIM(message).verify(idx=index, dnsfunc=find)
        except dkim.DKIMException:
            return False
    messages = [open(file, "rb").read() for file in sys.argv[2:]]
    print(json.dumps([[verify(message, index) for index in range(message.count(b"DKIM-Signature:"))] for message in messages]))
    """

  private static let signing = """
    import dkim, sys
    key, selector, header, body, *files = sys.argv[1:]
    for file in files:
        message = open(file, "rb").read()
        signer = dkim.DKIM(message, signature_algorithm=selector.encode() + b"-sha256")
        signature = signer.sign(
            selector.encode(), b"example.com", open(key, "rb").read(), canonicalize=(header.encode(), body.encode()))
        open(file, "wb").write(signature + message)
    """

  /// Whether each signature of each message holds, from the top down.
  func verify(_ messages: [[UInt8]]) async throws -> [[Bool]] {
    let records = try DKIMTestKey.writeRecords(of: keys, in: directory)
    let result = try await LocalProcess.run(
      "env", [Self.interpreter(), "-c", Self.verifying, records] + directory.write(messages))
    return try JSONDecoder().decode([[Bool]].self, from: Data(result.output.text.utf8))
  }

  /// The messages with a signature in front of each.
  func sign(
    _ messages: [[UInt8]], with key: DKIMTestKey, _ header: DKIMCanonicalization, _ body: DKIMCanonicalization
  ) async throws -> [[UInt8]] {
    let files = try directory.write(messages)
    try await LocalProcess.run(
      "env",
      [Self.interpreter(), "-c", Self.signing, key.file, key.selector, header.rawValue, body.rawValue] + files)
    return try files.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
  }
}

extension TemporaryDirectory {
  /// Writes messages to files with numbers, and returns their paths.
  func write(_ messages: [[UInt8]]) throws -> [String] {
    try messages.enumerated().map { try write($0.element, to: "\($0.offset).eml") }
  }
}
