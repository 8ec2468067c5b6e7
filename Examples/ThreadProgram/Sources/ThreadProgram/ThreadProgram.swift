import Foundation
import MailSandbox
import XojoSockets

/// The forum thread's program: it sends one message through its socket, and says what the socket saw.
///
/// Without arguments it brings a server of its own on loopback that behaves like Office 365, and plays three scenes there.
@main
struct ThreadProgram {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch arguments.count {
      case 0: try await play()
      case 2: try await send(through: arguments[0], as: arguments[1])
      default:
        print("usage: ThreadProgram [HOST ADDRESS]   (ADDRESS sends itself a message; MAIL_PASSWORD has its password)")
        exit(64)
      }
    } catch {
      print("it failed: \(error)")
      exit(1)
    }
  }

  private static func message(from address: String) -> EmailMessage {
    let mail = EmailMessage()
    mail.fromAddress = address
    mail.addRecipient(address)
    mail.subject = "SMTPSecureSocket is using TLS 1.2"
    mail.bodyPlainText = "And here is the proof."
    return mail
  }

  private static func send(through host: String, as address: String) async throws {
    let socket = OfficeSocket()
    socket.address = host
    socket.username = address
    socket.password = ProcessInfo.processInfo.environment["MAIL_PASSWORD"] ?? ""
    socket.messages.append(message(from: address))
    let report = try await socket.sendMailAndWait()
    if report.sent.isEmpty { throw Surprise("the server refused the message") }
  }

  private static func play() async throws {
    let sandbox = try await Sandbox.start(profile: .office365)
    defer { Task { await sandbox.shutdown() } }

    print("1. As the thread has it: TLS 1.2.")
    let socket = OfficeSocket()
    try await send(socket, to: sandbox, expecting: .tlsv12, refused: false)

    print("\n2. Held to TLS 1.0, which takes a second setting: the server turns it away, and is right.")
    socket.sslConnectionType = .tlsv1
    socket.allowsDeprecatedTLS = true
    try await send(socket, to: sandbox, expecting: .tlsv1, refused: true)

    print("\n3. The highest that both sides have.")
    socket.sslConnectionType = .sslv23
    try await send(socket, to: sandbox, expecting: .tlsv13, refused: false)
  }

  private static func send(
    _ socket: OfficeSocket, to sandbox: Sandbox, expecting version: SSLConnectionTypes, refused: Bool
  ) async throws {
    socket.address = "localhost"
    socket.port = sandbox.port
    socket.username = SandboxCredentials.defaultUser
    socket.password = SandboxCredentials.defaultPassword
    socket.trustedCertificates = [.pem(sandbox.authority.pem)]
    socket.retryPolicy = .never
    socket.deleteAllMessages()
    socket.messages.append(message(from: SandboxCredentials.defaultUser))
    let set = socket.sslConnectionType
    let report = try await socket.sendMailAndWait()
    guard report.sent.isEmpty == refused else { throw Surprise("it should \(refused ? "not " : "")have been sent") }
    guard socket.sslConnectionType == set else { throw Surprise("the setting has changed") }
    guard socket.negotiatedConnectionType == version else { throw Surprise("\(version) should have been negotiated") }
  }
}

/// What must not happen: the program ends with 1, so that whoever runs it in a script sees it.
struct Surprise: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
