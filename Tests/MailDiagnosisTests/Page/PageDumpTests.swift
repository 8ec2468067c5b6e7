import Testing

@testable import MailDiagnosis

@Suite("Bytes in a page")
struct PageDumpTests {
  private func html(_ bytes: AnnotatedBytes) throws -> String {
    try Report(
      title: "t", verdict: .init(.problem, "v"),
      findings: [Finding("a.b", .problem, "f", evidence: [.bytes(bytes)], meaning: "m")], details: .connections([])
    ).html()
  }

  @Test("are shown sixteen to a row, with their offset and as ASCII")
  func rows() {
    let dump = PageDump(.init(label: "l", bytes: Array(0x38...0x4C), marks: []), anchor: "d")
    #expect(dump.dumpRows.map(\.offset.renderText) == ["0000", "0010"])
    let first = dump.dumpRows[0].halves
    #expect(first.map { $0.runs.map(\.hex.renderText) } == [["38 39 3a 3b 3c 3d 3e 3f"], ["40 41 42 43 44 45 46 47"]])
    #expect(first.map(\.ascii.renderText) == ["89:;<=>?", "@ABCDEFG"])
    #expect(dump.dumpRows[1].halves.map { $0.runs.map(\.hex.renderText) } == [["48 49 4a 4b 4c"]])
  }

  @Test("that decide are marked, and named below their row and in the list of parts")
  func decisive() throws {
    let hello = AnnotatedBytes.clientHello(try HelloOfRecording("tls13").clientHello, label: "ClientHello")
    let mark = try #require(hello.marks.first { $0.isDecisive })
    let dump = PageDump(hello, anchor: "d")
    let marked = dump.dumpRows.flatMap { $0.halves.flatMap { $0.runs.filter(\.isDecisive).map(\.hex.renderText) } }
    #expect(marked.joined(separator: " ") == hello.bytes[mark.range].map { [$0].hexadecimal }.joined(separator: " "))
    #expect(dump.dumpRows.flatMap { $0.notes.map(\.noteName.renderText) } == ["supported_versions"])
    #expect(dump.parts.filter(\.isDecisive).map(\.name.renderText) == ["supported_versions"])

    let html = try html(hello)
    #expect(html.contains("<mark title=\"supported_versions\">00 2b"))
    #expect(html.contains("supported_versions: TLSv1.3, TLSv1.2, TLSv1.1, TLSv1.0 <strong>decides</strong>"))
    #expect(html.contains("<mark>supported_versions</mark> <strong class=\"tag\">decides</strong>"))
  }

  @Test("are all there, each once, whatever the marks are")
  func complete() throws {
    for name in HelloOfRecording.names {
      let hello = AnnotatedBytes.serverHello(try HelloOfRecording(name).serverHello, label: "")
      let dump = PageDump(hello, anchor: "d")
      let shown = dump.dumpRows.flatMap { $0.halves.flatMap { $0.runs.map(\.hex.renderText) } }.joined(separator: " ")
      #expect(shown == hello.bytes.map { [$0].hexadecimal }.joined(separator: " "))
      #expect(dump.parts.count == hello.marks.count)
    }
  }

  @Test("that are none, or whose marks reach beyond them, do no harm")
  func odd() throws {
    #expect(PageDump(.init(label: "l", bytes: [], marks: []), anchor: "d").dumpRows.isEmpty)
    let beyond = AnnotatedBytes(label: "l", bytes: [1], marks: [.init(0..<9, "n", "v", isDecisive: true)])
    #expect(PageDump(beyond, anchor: "d").dumpRows.count == 1)
    let outside = AnnotatedBytes(
      label: "l", bytes: [UInt8](repeating: 0, count: 4000), marks: [.init(9000..<9100, "n", "v", isDecisive: true)])
    #expect(PageDump(outside, anchor: "d").dumpRows.count >= PageDump.maximumRows)
  }

  @Test("that are many are cut short, but never those that decide")
  func many() throws {
    let marks = (0..<5000).map { AnnotatedBytes.Mark($0..<$0 + 1, "n\($0)", "v", isDecisive: $0 == 4000) }
    let bytes = AnnotatedBytes(label: "l", bytes: [UInt8](repeating: 7, count: 5000), marks: marks)
    let dump = PageDump(bytes, anchor: "d")
    #expect(dump.dumpRows.count == PageDump.maximumRows + 1)
    #expect(dump.dumpRows.last?.notes.map(\.noteName.renderText) == ["n4000"])
    #expect(dump.dumpRows.last?.gap?.renderText == "186 rows are left out")
    #expect(dump.parts.last?.name.renderText == "n4000")
    #expect(try html(bytes).contains("248 rows and 4899 parts are left out. --json has all."))
  }
}
