// swift-tools-version: 6.2
import PackageDescription

// Built with -sanitize=fuzzer and -enable-testing; `make fuzz` in the folder above does it.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let mime = Target.Dependency.product(name: "MIME", package: "sealpost")
let diagnosis = Target.Dependency.product(name: "MailDiagnosis", package: "sealpost")
let tlsWire = Target.Dependency.product(name: "TLSWire", package: "sealpost")
let sealpost = Target.Dependency.product(name: "Sealpost", package: "sealpost")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")

func fuzzer(_ name: String, of products: [Target.Dependency] = [diagnosis, tlsWire]) -> Target {
  .executableTarget(name: name, dependencies: ["FuzzDriver", nioCore] + products, swiftSettings: settings)
}

let package = Package(
  name: "fuzzing",
  platforms: [.macOS(.v14)],
  dependencies: [
    .package(name: "sealpost", path: ".."),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .target(name: "CFuzzer"),
    .target(name: "FuzzDriver", dependencies: ["CFuzzer"], swiftSettings: settings),
    fuzzer("PacketFuzzer"),
    fuzzer("ReassemblyFuzzer"),
    fuzzer("HelloFuzzer"),
    fuzzer("ReceivedFuzzer"),
    fuzzer("MessageFuzzer", of: [mime]),
    fuzzer("AddressFuzzer", of: [mime]),
    fuzzer("EncodedWordFuzzer", of: [mime]),
    fuzzer("ParameterFuzzer", of: [mime]),
    fuzzer("DKIMFuzzer", of: [mime]),
    fuzzer("ReplyFuzzer", of: [sealpost]),
    fuzzer("ObserverFuzzer", of: [tlsWire]),
    fuzzer("DotStufferFuzzer", of: [sealpost]),
    fuzzer("SASLFuzzer", of: [sealpost]),
  ]
)
