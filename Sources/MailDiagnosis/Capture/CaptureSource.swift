/// Where packets come from.
public enum CaptureSource: Sendable, Hashable, CustomStringConvertible {
  /// A file of the formats pcap or pcapng, by its path.
  case file(String)
  case standardInput
  /// A network interface of this machine, by its name.
  case interface(String)

  public var description: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    case .interface(let name): "interface \(name)"
    }
  }
}
