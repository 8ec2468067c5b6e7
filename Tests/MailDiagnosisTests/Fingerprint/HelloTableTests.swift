import Foundation
import NIOCore
import TLSWire
import Testing

@testable import MailDiagnosis

@Suite("The table of hellos")
struct HelloTableTests {
  private let table = HelloTable.recorded

  @Test("has every library that was recorded, sorted, each source once")
  func contents() {
    let libraries = Set(table.hellos.map(\.source.library))
    #expect(
      libraries == [
        "BoringSSL", "GnuTLS", "Go crypto/tls", "Java JSSE", "NSS", "OpenSSL", "mbed TLS", "rustls", "wolfSSL",
      ])
    #expect(Set(table.hellos.map(\.source.family)).isSuperset(of: ["OpenSSL 1.1", "OpenSSL 3.0", "OpenSSL 4.0"]))
    #expect(table.hellos.map(\.source) == table.hellos.map(\.source).sorted())
    #expect(Set(table.hellos.map(\.source)).count == table.hellos.count)
  }

  @Test("recognises each of its own hellos, exactly and by its own library")
  func selfMatch() throws {
    for hello in table.hellos {
      let guess = try #require(table.guess(for: hello.shape))
      #expect(guess.certainty == .exact)
      #expect(guess.libraries.contains(hello.source.family))
      #expect(guess.programs.contains(hello.source.program))
    }
  }

  @Test("names every library whose hello is the same, and shares none between different libraries")
  func shared() {
    for hello in table.hellos {
      let others = table.hellos.filter { $0.shape.identity == hello.shape.identity }
      let guess = table.guess(for: hello.shape)
      #expect(Set(others.map(\.source.family)).isSubset(of: guess?.libraries ?? []))
      #expect(Set(others.map(\.source.library)).count == 1, "\(others.map(\.source.description))")
    }
  }

  @Test("recognises hellos off the wire", arguments: HelloFixture.names)
  func fixtures(name: String) throws {
    let fixture = try HelloFixture(name)
    let source = try #require(RecordedHello.Source(fixture.source))
    let guess = try #require(table.guess(for: fixture.hello))
    #expect(guess.certainty == .exact)
    #expect(guess.libraries.contains(source.family))
    #expect(guess.programs.contains(source.program))
    #expect(guess.name.hasPrefix(source.library))
  }

  @Test("does not ask for the server's name, protocols, a session or padding")
  func connection() throws {
    let fixture = try HelloFixture("openssl-3.0")
    var shape = HelloShape(fixture.hello)
    shape.extensions.removeAll { $0 == 0 }
    shape.extensions += [16, 21, 41]
    shape.firstALPN = Array("smtp".utf8)
    #expect(table.guess(for: shape)?.certainty == .exact)
  }

  @Test("recognises a library whose program has other suites of its own, and claims no more than likeness")
  func otherSuites() throws {
    var shape = HelloShape(try HelloFixture("gnutls").hello)
    shape.cipherSuites = [0xC02F, 0xC030, 0x1301]
    let guess = try #require(table.guess(for: shape))
    #expect(guess.certainty == .like)
    #expect(guess.libraries == ["GnuTLS 3.7"])
    #expect(guess.programs.isEmpty)
    #expect(guess.description == "like GnuTLS 3.7, with settings that were not recorded")
  }

  @Test("names all releases that a hello can come from, a range by its ends")
  func releases() throws {
    let guess = try #require(table.guess(for: try HelloFixture("openssl-3.0-tls10").hello))
    #expect(guess.name == "OpenSSL 1.1 to 3.4")
    #expect(guess.libraries.first == "OpenSSL 1.1" && guess.libraries.last == "OpenSSL 3.4")
    #expect(try #require(table.guess(for: try HelloFixture("openssl-3.5").hello)).name == "OpenSSL 3.5")
  }

  @Test("does not take a shuffled hello for one of a client that never shuffles, but knows a client that does")
  func shuffled() throws {
    var still = HelloShape(try HelloFixture("python").hello)
    still.extensions.reverse()
    #expect(table.guess(for: still) == nil)
    var shuffled = HelloShape(try HelloFixture("chromium").hello)
    shuffled.extensions.reverse()
    #expect(table.guess(for: shuffled)?.libraries == ["BoringSSL"])
  }

  @Test("guesses nothing of a hello that is like none")
  func unknown() {
    #expect(table.guess(for: ClientHello.probe()) == nil)
    #expect(table.guess(for: HelloShape(legacyVersion: .ssl3, cipherSuites: [4, 5, 10])) == nil)
    #expect(HelloTable().guess(for: ClientHello.probe()) == nil)
  }

  @Test("is the same after being written and read")
  func roundTrip() throws {
    let again = try HelloTable(json: table.json)
    #expect(again.hellos == table.hellos)
    #expect(try again.json == table.json)
    #expect(try String(decoding: table.json, as: UTF8.self) == HelloTable.recordedJSON + "\n")
  }

  @Test("takes a hello of the user's, in the place of one from the same source")
  func recording() throws {
    let source = try #require(RecordedHello.Source("Probe 1.0, tests"))
    var own = HelloTable()
    own.record(ClientHello.probe(versions: [.tls12]), as: source)
    let hello = ClientHello.probe()
    let recorded = own.record(hello, as: source, on: Date(timeIntervalSince1970: 0))
    #expect(own.hellos == [recorded])
    #expect(recorded.recorded == "1970-01-01")
    #expect(!recorded.isShuffled)
    let guess = try #require(table.merging(own).guess(for: hello))
    #expect(guess.description == "Probe 1.0, exactly the hello recorded from tests")
  }

  @Test("finds out that a client shuffles its extensions when it is recorded again")
  func recordingShuffled() throws {
    let source = try #require(RecordedHello.Source("Probe 1.0"))
    var hello = ClientHello.probe()
    var own = HelloTable()
    own.record(hello, as: source)
    hello.extensions.reverse()
    #expect(own.record(hello, as: source).isShuffled)
    hello.extensions.swapAt(0, 1)
    #expect(own.guess(for: hello)?.certainty == .exact)
    #expect(own.record(hello, as: source).isShuffled)
  }

  @Test("names two libraries where both send the same")
  func twoLibraries() throws {
    let hello = ClientHello.probe()
    var own = HelloTable()
    for name in ["Left 1.0, one", "Right 2.0, two"] {
      own.record(hello, as: try #require(RecordedHello.Source(name)))
    }
    let guess = try #require(own.guess(for: hello))
    #expect(guess.name == "Left 1.0 or Right 2.0")
    #expect(guess.description == "Left 1.0 or Right 2.0, exactly the hello recorded from one, two")
  }

  @Test(
    "says what is wrong in a file",
    arguments: [
      ("", "no table of hellos"), ("[]", "no table of hellos"), ("{}", "it has no \"hellos\""),
      (#"{"hellos": [{"hello": {}}]}"#, "hellos[0]: it has no \"library\""),
      (
        #"{"hellos": [{"library": "A", "hello": {"legacyVersion": "TLSv1.2", "cipherSuites": "13"}}]}"#,
        "hellos[0].hello.cipherSuites: \"13\" is not a code of 4 hexadecimal digits"
      ),
      (
        #"{"hellos": [{"library": "A", "hello": {"legacyVersion": "TLSv1.2"}}]}"#,
        "a hello has at least one cipher suite"
      ),
      (
        #"{"hellos": [{"library": "A", "hello": {"legacyVersion": "new", "cipherSuites": "1301"}}]}"#,
        "no TLS version: new"
      ),
      (
        #"{"hellos": [{"library": "A", "ja4": "t", "hello": {"legacyVersion": "TLSv1.2", "cipherSuites": "1301"}}]}"#,
        "hellos[0].ja4: the hello has t12i010000_"
      ),
      (
        "{\"hellos\": [{\"library\": \"\\u001b[2J\", \"hello\": {\"legacyVersion\": \"TLSv1.2\", \"cipherSuites\": \"1301\"}}]}",
        "cannot be printed"
      ),
    ])
  func badFiles(text: String, problem: String) {
    let error = #expect(throws: HelloTableError.self) { try HelloTable(json: Array(text.utf8)) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test("says that a file is not there, or too large")
  func missingFile() throws {
    #expect(throws: HelloTableError.notFound) { try HelloTable(contentsOf: "/nonexistent/hellos.json") }
    let large = [UInt8](repeating: 0x20, count: HelloTable.maximumSize + 1)
    #expect(throws: HelloTableError.tooLarge(limit: HelloTable.maximumSize)) { try HelloTable(json: large) }
    #expect(throws: HelloTableError.self) { try table.write(to: "/nonexistent/hellos.json") }
  }

  @Test(
    "reads a source's name",
    arguments: [
      ("OpenSSL 3.0.19, openssl s_client, TLS 1.0 only", ["OpenSSL", "3.0.19", "openssl s_client", "TLS 1.0 only"]),
      ("Go crypto/tls 1.19.8", ["Go crypto/tls", "1.19.8", "", ""]),
      ("BoringSSL,  a  program", ["BoringSSL", "", "a program", ""]),
      ("A 1, b, c, d", ["A", "1", "b", "c, d"]),
    ])
  func names(text: String, parts: [String]) throws {
    let source = try #require(RecordedHello.Source(text))
    #expect([source.library, source.version, source.program, source.settings] == parts)
  }

  @Test(
    "refuses a name without a library, too long, or with control characters",
    arguments: [
      "", " , curl", String(repeating: "x", count: 81), "A\u{1B}[2J 1.0",
    ])
  func badNames(text: String) {
    #expect(RecordedHello.Source(text) == nil)
  }

  @Test("sorts releases by their numbers")
  func sorting() {
    let versions = ["3.10", "3.9", "1.1.1l", "3.0.19"].map { RecordedHello.Source(library: "A", version: $0) }
    #expect(versions.sorted().map(\.version) == ["1.1.1l", "3.0.19", "3.9", "3.10"])
  }
}
