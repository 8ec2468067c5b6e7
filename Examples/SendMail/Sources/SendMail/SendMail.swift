import Sealpost

/// Sends a message and says which TLS carried it.
@main
struct SendMail {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let host = arguments.first, let address = arguments.dropFirst().first else {
      print("usage: SendMail HOST ADDRESS   (sends ADDRESS a message from itself, through HOST, port 587)")
      return
    }
    let ada = try Mailbox(address)
    let client = try SMTPClient(host: host)
    let message = Message(from: ada, to: [ada], subject: "Notes", text: "See note G.")
    do {
      let receipt = try await client.send(message)
      print("accepted over", receipt.tls?.description ?? "no TLS")
    } catch {
      print(error)
      print("the server offered:", error.evidence?.description ?? "no TLS")
    }
    await client.shutdown()
  }
}
