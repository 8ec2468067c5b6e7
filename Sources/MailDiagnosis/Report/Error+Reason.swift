import Foundation
import NIOCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

extension Error {
  /// Why a file or a socket could not be used, in the system's words: no names of functions and no numbers.
  package var reason: String {
    switch self {
    case let error as IOError: Self.text(error.errnoCode)
    case is SocketAddressError.UnknownHost: "there is no such host"
    case let error as POSIXError: Self.text(error.code.rawValue)
    case let error as NSError where error.domain == NSPOSIXErrorDomain: Self.text(CInt(truncatingIfNeeded: error.code))
    case let error as NSError where error.domain == NSCocoaErrorDomain:
      (error.userInfo[NSUnderlyingErrorKey] as? any Error)?.reason ?? error.localizedDescription
    default: "\(self)"
    }
  }

  private static func text(_ code: CInt) -> String { String(cString: strerror(code)) }
}
