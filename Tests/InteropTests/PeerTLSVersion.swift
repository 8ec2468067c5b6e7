/// A TLS version as the programs beside the code under test name it.
enum PeerTLSVersion: UInt16, CaseIterable, Comparable, Sendable, CustomStringConvertible {
  case v1_0 = 0x0301
  case v1_1 = 0x0302
  case v1_2 = 0x0303
  case v1_3 = 0x0304

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  var description: String {
    switch self {
    case .v1_0: "TLSv1.0"
    case .v1_1: "TLSv1.1"
    case .v1_2: "TLSv1.2"
    case .v1_3: "TLSv1.3"
    }
  }

  /// The option of `openssl s_client` and `openssl s_server` that allows this version only.
  var openSSLOption: String {
    switch self {
    case .v1_0: "-tls1"
    case .v1_1: "-tls1_1"
    case .v1_2: "-tls1_2"
    case .v1_3: "-tls1_3"
    }
  }

  /// The value of `swaks --tls-protocol`.
  var swaksName: String {
    switch self {
    case .v1_0: "tlsv1"
    case .v1_1: "tlsv1_1"
    case .v1_2: "tlsv1_2"
    case .v1_3: "tlsv1_3"
    }
  }

  /// The name in Postfix's parameters and log.
  var postfixName: String {
    self == .v1_0 ? "TLSv1" : description
  }
}
