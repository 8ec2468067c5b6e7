import Foundation
import MIME

/// Reads messages of nasty shapes, and the same of twice the size, and counts instructions with Valgrind: twice the size may take
/// at most twice the work and a tenth.
///
///     swift run -c release --package-path Benchmarks ReadingShapes [NAME …]
///
/// Exits with 1 if a shape takes more.
@main
enum ReadingShapes {
  private static let allowed = 2.2

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 3, ["read", "make"].contains(arguments[0]), let count = Int(arguments[2]) {
      guard let shape = Shape.all.first(where: { $0.name == arguments[1] }) else { return }
      let bytes = Array(shape.make(count).utf8)
      if arguments[0] == "read" { read(bytes) } else { print(bytes.count) }
      return
    }
    let counter = try InstructionCounter()
    defer { counter.remove() }
    var isLinear = true
    for shape in Shape.all where arguments.isEmpty || arguments.contains(shape.name) {
      let (once, twice) = (try counter.cost(shape, shape.count), try counter.cost(shape, shape.count * 2))
      let ratio = Double(twice) / Double(once)
      let mark = ratio <= allowed ? "" : "  TOO MUCH"
      isLinear = isLinear && ratio <= allowed
      print("\(shape.name)\t\(once)\t\(twice)\t\((ratio * 100).rounded() / 100)\(mark)")
    }
    if !isLinear { exit(1) }
  }

  /// All that can be asked of a message is asked.
  private static func read(_ bytes: [UInt8]) {
    let message = ParsedMessage(bytes)
    let defects = message.allDefects()
    let texts = [message.subject, message.text, message.html].compactMap { $0?.utf8.count }
    let mailboxes = message.to.count + message.from.count
    let others = message.references.count + message.attachments.count + message.header.trace.count
    print(bytes.count, defects.count, texts, mailboxes, others, message.deliveryStatus?.recipients.count ?? 0)
  }
}
