import NIOCore
import NIOPosix
import SMTPCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

extension SMTPError {
  /// What a failed connection attempt means.
  package init(connecting error: any Error, to endpoint: SMTPClient.Endpoint) {
    switch error {
    case let error as NIOConnectionError where error.connectionErrors.isEmpty:
      self.init(lookingUp: [error.dnsAError, error.dnsAAAAError].compactMap(\.self), endpoint)
    case let error as NIOConnectionError:
      let reasons = error.connectionErrors.map {
        "\($0.target.ipAddress ?? endpoint.host): \(Self.reason($0.error, endpoint))"
      }
      self.init(.connectFailed, in: .connect, "\(endpoint) cannot be reached: \(reasons.joined(separator: "; "))")
    case ChannelError.connectTimeout(let limit):
      self.init(
        .timedOut, in: .connect, "\(endpoint) did not answer within \(Double(limit.nanoseconds) / 1e9) s")
    case is SocketAddressError, is SocketAddressError.UnknownHost:
      self.init(lookingUp: [error], endpoint)
    default:
      self.init(.connectFailed, in: .connect, "\(endpoint) cannot be reached: \(Self.reason(error, endpoint))")
    }
  }

  /// That nobody could be asked for the name says nothing about the name.
  private init(lookingUp errors: [any Error], _ endpoint: SMTPClient.Endpoint) {
    if errors.contains(where: { ($0 as? SocketAddressError.UnknownHost)?.errorCode == Int(EAI_AGAIN) }) {
      self.init(
        .lookUpFailed, in: .connect, "the host name \(endpoint.host) could not be looked up: no name server answered")
    } else {
      self.init(.unknownHost, in: .connect, "the host name \(endpoint.host) does not resolve")
    }
  }

  private static func reason(_ error: any Error, _ endpoint: SMTPClient.Endpoint) -> String {
    switch error {
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      "the connection was refused, nothing listens on that \(endpoint.unixPath == nil ? "port" : "socket")"
    case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
      "this machine does not have the local address that is set, or no free port on it"
    case let error as IOError where error.errnoCode == ENOENT:
      "there is no such socket"
    case let error as IOError where error.errnoCode == EACCES:
      "this process may not connect to it"
    case ChannelError.connectTimeout(let limit): "no answer within \(Double(limit.nanoseconds) / 1e9) s"
    default: "\(error)"
    }
  }
}
