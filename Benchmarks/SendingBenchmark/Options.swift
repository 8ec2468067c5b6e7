import Foundation

/// What the command line asks for.
struct Options {
  static let usage = """
    usage: SendingBenchmark [--quick] [--only NAME,…] [--cells TEXT] [--runs N] [--minutes N]
                            [--terminator haproxy|stunnel] [--results FILE]
      --quick       the cells of the bars only, in two minutes
      --only        these clients only, such as sealpost,smtp-source
      --cells       the cells with this in their names only, such as "10 MB" or "Postfix"
      --runs        the most runs of a client in a cell; 3 unless given
      --minutes     no cell begins after so many minutes; 12 unless given
      --terminator  what takes TLS in front of smtp-sink; haproxy unless given
      --results     where the tables are written
    """

  private(set) var cells = Cell.all
  private(set) var only: Set<String> = []
  private(set) var minutes = 12
  private(set) var terminator = Terminator.Program.haproxy
  private(set) var results: String?
  private(set) var settings = Matrix.Settings(deadline: .now)

  init?(_ arguments: some Sequence<String>) {
    var words = arguments.makeIterator()
    while let word = words.next() {
      if word == "--quick" {
        cells = Cell.bars
        settings.secondsPerRun = 0.3
        settings.secondsPerClient = 2
        settings.limit = 10
        continue
      }
      guard let value = words.next() else { return nil }
      switch word {
      case "--only": only = Set(value.split(separator: ",").map(String.init))
      case "--cells": cells = cells.filter { $0.name.localizedCaseInsensitiveContains(value) }
      case "--runs":
        guard let number = Int(value), number > 0 else { return nil }
        settings.runs = number
      case "--minutes":
        guard let number = Int(value) else { return nil }
        minutes = number
      case "--terminator":
        guard let program = Terminator.Program(rawValue: value) else { return nil }
        terminator = program
      case "--results": results = value
      default: return nil
      }
    }
  }
}
