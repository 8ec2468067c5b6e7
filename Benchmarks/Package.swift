// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v14)],
  targets: [
    .executableTarget(name: "TapBenchmark", path: "TapBenchmark", swiftSettings: settings),
    .executableTarget(name: "CaptureGenerator", path: "CaptureGenerator", swiftSettings: settings),
    .executableTarget(name: "CaptureBenchmark", path: "CaptureBenchmark", swiftSettings: settings),
  ]
)
