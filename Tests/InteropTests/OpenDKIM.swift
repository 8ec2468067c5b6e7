import Foundation
import MIME

/// OpenDKIM's library by its test program, which needs no daemon, but finds keys in the DNS alone. It is run in a network of
/// its own, where a name server of 30 lines answers at the address that `resolv.conf` names there.
struct OpenDKIM: Sendable {
  let directory: TemporaryDirectory
  let keys: [DKIMTestKey]

  private static let script = """
    import json, socket, subprocess, sys, threading
    import dns.flags, dns.message, dns.rrset
    records, resolver, *messages = sys.argv[1:]
    records = {name + ".": text for name, text in json.load(open(records)).items()}
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["mount", "--bind", resolver, "/etc/resolv.conf"], check=True)
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    def serve():
        while True:
            query, client = server.recvfrom(4096)
            query = dns.message.from_wire(query)
            reply = dns.message.make_response(query)
            reply.flags |= dns.flags.RA
            name = query.question[0].name
            text = records.get(name.to_text().lower())
            if text:
                pieces = " ".join('"%s"' % text[start:start + 250] for start in range(0, len(text), 250))
                reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", pieces))
            else:
                reply.set_rcode(3)
            server.sendto(reply.to_wire(), client)
    threading.Thread(target=serve, daemon=True).start()
    for message in messages:
        result = subprocess.run(["opendkim-testmsg", "-C"], stdin=open(message, "rb"), capture_output=True)
        print(result.returncode == 0)
    """

  /// Whether each message verifies.
  func verify(_ messages: [[UInt8]]) async throws -> [Bool] {
    let records = try DKIMTestKey.writeRecords(of: keys, in: directory)
    let resolver = try directory.write("nameserver 127.0.0.1\n", to: "resolv.conf")
    let files = try directory.write(messages)
    let result = try await LocalProcess.run(
      "unshare", ["--net", "--mount", Dkimpy.interpreter(), "-c", Self.script, records, resolver] + files)
    return result.output.lines.map { $0 == "True" }
  }
}
