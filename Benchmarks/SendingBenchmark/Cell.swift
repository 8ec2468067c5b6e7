/// One place of the matrix: what is sent where, and how.
struct Cell: Hashable, Sendable {
  /// The server, and what stands before it.
  enum Sink: String, CaseIterable, Sendable {
    case plain = "smtp-sink"
    case terminated = "smtp-sink behind TLS 1.3"
    case postfix = "Postfix, STARTTLS, TLS 1.3"

    var security: Job.Security {
      switch self {
      case .plain: .plain
      case .terminated: .tls
      case .postfix: .startTLS
      }
    }
  }

  enum Size: Int, CaseIterable, Sendable, Comparable, CustomStringConvertible {
    case small = 4096
    case medium = 102_400
    case large = 10_485_760

    static func < (one: Size, other: Size) -> Bool { one.rawValue < other.rawValue }

    var description: String {
      switch self {
      case .small: "4 KB"
      case .medium: "100 KB"
      case .large: "10 MB"
      }
    }

    /// How many messages a client is first tried with, for each of its connections.
    var trial: Int {
      switch self {
      case .small: 20
      case .medium: 5
      case .large: 1
      }
    }
  }

  let sink: Sink
  let size: Size
  let connections: Int
  let reusesConnections: Bool

  var title: String {
    "\(size), \(connections) connection\(connections == 1 ? "" : "s"), \(reusesConnections ? "reused" : "new for each")"
  }

  private var isHeavy: Bool { size == .large && connections == 100 }

  var name: String { "\(sink.rawValue), \(title)" }

  /// The cells that the bars are about.
  static let bars: [Cell] = [
    Cell(sink: .plain, size: .small, connections: 1, reusesConnections: true),
    Cell(sink: .plain, size: .small, connections: 10, reusesConnections: true),
    Cell(sink: .terminated, size: .small, connections: 1, reusesConnections: true),
    Cell(sink: .terminated, size: .small, connections: 10, reusesConnections: true),
    Cell(sink: .terminated, size: .small, connections: 1, reusesConnections: false),
    Cell(sink: .terminated, size: .small, connections: 10, reusesConnections: false),
  ]

  /// Every cell, those of the bars first, so that they are there whenever the time is up.
  static let all: [Cell] = {
    var cells = bars
    for size in Size.allCases {
      for sink in [Sink.plain, .terminated] {
        for connections in [1, 10, 100] {
          for reuses in [true, false] {
            // A hundred large messages are one for each connection, so that none is reused.
            if size == .large, connections == 100, reuses { continue }
            cells.append(Cell(sink: sink, size: size, connections: connections, reusesConnections: reuses))
          }
        }
      }
      // Postfix writes each message to disk, and is measured where the client can still be told from that.
      if size == .small {
        for (connections, reuses) in [(1, true), (1, false), (10, true), (10, false)] {
          cells.append(Cell(sink: .postfix, size: size, connections: connections, reusesConnections: reuses))
        }
      }
    }
    var seen: Set<Cell> = []
    let once = cells.filter { seen.insert($0).inserted }
    // A gigabyte each time: they come last.
    return once.filter { !$0.isHeavy } + once.filter(\.isHeavy)
  }()
}
