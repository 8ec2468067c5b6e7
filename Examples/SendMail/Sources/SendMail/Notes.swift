import Sealpost

/// The lines that the README shows.
func sendNotes(password: Secret) async throws {
  let client = try SMTPClient(host: "smtp.example.com", credentials: .password("ada", password))
  let message = Message(
    from: try Mailbox("ada@example.com"), to: [try Mailbox("charles@example.com")], subject: "Notes",
    text: "See note G.")
  let receipt = try await client.send(message)
  print(receipt.tls?.version as Any)  // TLSv1.3, read off the wire
}
