import BenchmarkSupport
import Foundation

/// Measures the parts that every reply, every chunk and every handshake goes through: time, allocations, instructions.
///
///     swift run -c release --package-path Benchmarks MicroBenchmark [--append FILE]
///
/// Allocations are counted by an allocator that stands before the C library's; instructions by the processor where it is
/// allowed, else by Valgrind.
@main
enum MicroBenchmark {
  static func main() throws {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Tests/Fixtures/TLS")
    let pieces = try Pieces.all(fixtures: fixtures)
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 3, arguments[0] == "repeat", let count = Int(arguments[2]) {
      pieces.first { $0.name == arguments[1] }?.work(count)
      return
    }
    let text = try table(pieces)
    print(text)
    if arguments.count == 2, arguments[0] == "--append" {
      let handle = try FileHandle(forWritingTo: URL(filePath: arguments[1]))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("\n\(text)".utf8))
      try handle.close()
    }
  }

  private static func table(_ pieces: [Piece]) throws -> String {
    let directory = FileManager.default.temporaryDirectory.appending(path: "sealpost-benchmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    var figures = pieces.map { Figures($0) }
    var counter = "the processor"
    if figures.first?.instructions == nil {
      counter = "Valgrind"
      let valgrind = Valgrind(directory: directory)
      for (index, piece) in pieces.enumerated() { figures[index].instructions = valgrind?.instructions(piece) }
    }
    let times = Dictionary(zip(pieces.map(\.name), figures.map(\.nanoseconds))) { first, _ in first }
    var table = Table(["what", "to its reference", "ns", "MB/s", "allocations", "bytes allocated", "instructions"])
    for (piece, figure) in zip(pieces, figures) {
      let ratio = piece.reference.flatMap { times[$0] }.map { Table.figure(figure.nanoseconds / $0) }
      table.append([
        piece.name, ratio ?? "is one", Table.figure(figure.nanoseconds),
        Table.figure(Double(piece.bytes) * 1000 / figure.nanoseconds), Table.figure(figure.allocations),
        Table.figure(figure.allocatedBytes), figure.instructions.map(Table.figure) ?? "—",
      ])
    }
    return """
      ## The parts

      Once each, medians; instructions as counted by \(counter). The references are those named `memcpy` and `String`: the
      least that such work can do. On \(Machine.description).

      \(table.text)
      """
  }
}
