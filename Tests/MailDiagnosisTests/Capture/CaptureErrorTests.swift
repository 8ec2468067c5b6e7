import Foundation
import Testing

@testable import MailDiagnosis

@Suite("What is no capture", .timeLimit(.minutes(1)))
struct CaptureErrorTests {
  struct NoCapture: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let code: CaptureError.Code
    let sentence: String

    var testDescription: String { sentence }

    init(_ bytes: [UInt8], _ code: CaptureError.Code, _ sentence: String) {
      self.bytes = bytes
      self.code = code
      self.sentence = sentence
    }
  }

  @Test(
    "is told in one sentence",
    arguments: [
      NoCapture([], .notACapture, "is empty"),
      NoCapture(Array("From: a@example.com\r\n".utf8), .notACapture, "is a text, and no capture"),
      NoCapture(Array("\u{FEFF}Grüße aus Köln\n".utf8), .notACapture, "is a text, and no capture"),
      NoCapture([0x1F, 0x8B, 8, 0], .unsupported, "is compressed by gzip"),
      NoCapture([0x28, 0xB5, 0x2F, 0xFD, 0], .unsupported, "is compressed by zstd"),
      NoCapture([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .unsupported, "is compressed by xz"),
      NoCapture(Array("snoop\0\0\0\0\0\0\u{2}\0\0\0\u{4}".utf8), .unsupported, "is a capture of snoop"),
      NoCapture([1, 2, 3, 4, 5, 6], .notACapture, "is no capture that libpcap reads"),
      NoCapture(Array(repeating: 0, count: 4096), .notACapture, "is no capture that libpcap reads"),
      NoCapture(CaptureBuilder(.init(linkType: 105)).bytes, .unsupported, "its link type is 105 (IEEE802_11, 802.11)"),
      NoCapture(
        CaptureBuilder(.init(linkType: 249)).bytes, .unsupported,
        "its link type is 249 (USBPCAP, USB with USBPcap header)"),
    ])
  func sentence(file: NoCapture) async throws {
    try await TemporaryFile.with(file.bytes) { path in
      let error = try await #require(throws: CaptureError.self) { try await Capture.read(.file(path)) }
      #expect(error.code == file.code)
      #expect(error.description.hasPrefix(path))
      #expect(error.description.contains(file.sentence), "\(error)")
    }
  }

  @Test("a file that is not there, and a directory, are told apart")
  func missing() async throws {
    let missing = try await #require(throws: CaptureError.self) { try await Capture.read(.file("/nowhere/mail.pcap")) }
    #expect(missing.code == .notFound)
    #expect(missing.description == "/nowhere/mail.pcap: no such file")
    let directory = try await #require(throws: CaptureError.self) { try await Capture.read(.file("/")) }
    #expect(directory.code == .unreadable)
  }

  @Test(
    "interfaces of different kinds in one file are told with what makes one file of them",
    arguments: [
      (link: 101, length: 262_144, remedy: "-T ether"), (link: 1, length: 96, remedy: "editcap -F pcap FILE"),
    ])
  func interfaces(link: UInt64, length: UInt64, remedy: String) async throws {
    func block(_ type: UInt64, _ body: [UInt8]) -> [UInt8] {
      let size = PacketBuilder.bytes(UInt64(body.count + 12), width: 4)
      return PacketBuilder.bytes(type, width: 4) + size + body + size
    }
    func interface(_ link: UInt64, _ length: UInt64) -> [UInt8] {
      block(1, PacketBuilder.bytes(link << 16, length, width: 4))
    }
    let header = block(0x0A0D_0D0A, PacketBuilder.bytes(0x1A2B_3C4D, 0x10000, .max, .max, width: 4))
    let bytes = header + interface(1, 262_144) + interface(link, length)
    try await TemporaryFile.with(bytes) { path in
      guard case .broken(let reason) = try await Capture.read(.file(path)).ending else {
        Issue.record("it was read")
        return
      }
      #expect(reason.contains(remedy), "\(reason)")
    }
  }

  @Test("an interface that does not exist is refused, with the names of those that do")
  func interface() async throws {
    let error = try await #require(throws: CaptureError.self) { try await Capture.read(.interface("nowhere0")) }
    #expect(error.code == .noSuchInterface || error.code == .noPermission)
    if error.code == .noSuchInterface { #expect(error.description.hasPrefix("there is no interface nowhere0")) }
  }

  @Test("a pipe to which nothing is written is read no longer than it is wanted", arguments: [true, false])
  func cancelled(hasWriter: Bool) async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sealpost-\(UUID().uuidString)").path
    #expect(mkfifo(path, 0o600) == 0)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let descriptor = hasWriter ? open(path, O_RDWR) : -1
    defer { if hasWriter { close(descriptor) } }
    let interrupt = try CaptureInterrupt()
    interrupt.set()
    let reading = Task.detached { _ = try CaptureFile(.file(path), interrupt: interrupt) }
    let result = await withTaskCancellationHandler {
      await reading.result
    } onCancel: {
      // The limit of time: a writer that comes and goes lets go whoever waits for one all the same.
      close(open(path, O_RDWR))
    }
    let error = #expect(throws: CaptureError.self) { try result.get() }
    #expect(error?.code == .interrupted)
  }

  @Test("a pipe that stops in the middle is told as far as it went when the reading is cancelled")
  func cancelledInTheMiddle() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sealpost-\(UUID().uuidString)").path
    #expect(mkfifo(path, 0o600) == 0)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    var builder = CaptureBuilder()
    for _ in 0..<(1 << 14) { builder.add([1, 2, 3]) }
    let bytes = builder.bytes
    let writer = Task.detached { bytes.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) } }
    let (progress, continuation) = AsyncStream.makeStream(of: Capture.Progress.self)
    let reading = Task { try await Capture.read(.file(path), onProgress: { continuation.yield($0) }) }
    for await _ in progress { break }
    await writer.value
    reading.cancel()
    let capture = try await reading.value
    #expect(capture.ending == .interrupted)
    #expect(capture.packets == 1 << 14)
  }
}
