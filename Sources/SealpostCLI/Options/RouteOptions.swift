import MailDiagnosis
import ArgumentParser
import NIOCore
import SMTPSending

/// The way to the server, where it is not the straight one.
struct RouteOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The proxy to go through: socks5://[user@]host[:port] or http://[user@]host:port, which is asked to CONNECT.",
      valueName: "url"))
  var proxy: String?

  @Option(
    help: ArgumentHelp(
      "The first line of this file is the password for the proxy; - is standard input.", valueName: "file"))
  var proxyPasswordFile: String?

  @Option(help: ArgumentHelp("The IP address of this machine to connect from.", valueName: "address"))
  var bind: String?
}

extension RouteOptions {
  /// - Throws: ``CommandFailure`` of usage that names the option, or of configuration where the password cannot be had.
  func apply(to configuration: inout SMTPClient.Configuration, on console: Console) throws(CommandFailure) {
    if let bind {
      guard (try? SocketAddress(ipAddress: bind, port: 0)) != nil else {
        throw .usage("--bind: \"\(bind.printable)\" is no IP address")
      }
      guard configuration.endpoint.unixPath == nil else { throw .usage("--bind has no meaning with a Unix socket") }
      configuration.localAddress = bind
    }
    guard let proxy else {
      guard proxyPasswordFile == nil else { throw .usage("--proxy-password-file needs --proxy with a user") }
      return
    }
    guard configuration.endpoint.unixPath == nil else { throw .usage("--proxy has no meaning with a Unix socket") }
    let url = try ProxyURL(proxy, in: "--proxy")
    configuration.proxy = url.proxy(try credentials(of: url, on: console))
  }

  private func credentials(
    of url: ProxyURL, on console: Console
  ) throws(CommandFailure) -> SMTPClient.Proxy.Credentials? {
    switch (url.user, proxyPasswordFile) {
    case (nil, nil): return nil
    case (nil, _?): throw .usage("--proxy-password-file needs a user in --proxy, as in socks5://user@host")
    case (_?, nil): throw .usage("a user in --proxy needs --proxy-password-file")
    case (let user?, let file?):
      return SMTPClient.Proxy.Credentials(
        user, try SecretFile.read(file, option: "--proxy-password-file", on: console))
    }
  }
}
