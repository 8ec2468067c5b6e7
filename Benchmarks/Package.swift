// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let sealpost = Target.Dependency.product(name: "Sealpost", package: "sealpost")
let mime = Target.Dependency.product(name: "MIME", package: "sealpost")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")

func benchmark(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: name, swiftSettings: settings)
}

let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "sealpost", path: ".."),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .target(name: "BenchmarkSupport", path: "BenchmarkSupport", swiftSettings: settings),
    .target(name: "CCounters", path: "CCounters"),
    benchmark("TapBenchmark", ["BenchmarkSupport"]),
    benchmark("CaptureGenerator"),
    benchmark("CaptureBenchmark", ["BenchmarkSupport"]),
    benchmark("SendingBenchmark", ["BenchmarkSupport", sealpost, nioCore, nioPosix]),
    benchmark("ReadingShapes", ["BenchmarkSupport", mime]),
    benchmark("MessageBenchmark", ["BenchmarkSupport", mime]),
    benchmark("MicroBenchmark", ["BenchmarkSupport", "CCounters", sealpost, nioCore]),
  ]
)
