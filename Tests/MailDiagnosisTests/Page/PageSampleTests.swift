import Foundation
import Testing

@testable import MailDiagnosis

@Suite("Pages to be looked at")
struct PageSampleTests {
  private static let directory = ProcessInfo.processInfo.environment["SEALPOST_PAGE_SAMPLES"]

  @Test("are written where SEALPOST_PAGE_SAMPLES says", .enabled(if: directory != nil))
  func write() throws {
    let directory = URL(filePath: try #require(Self.directory))
    for sample in try SampleReports.all {
      try Data(sample.report.html().utf8).write(to: directory.appending(path: "\(sample.name).html"))
    }
  }
}
