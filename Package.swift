// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]
  // CI sets this, so that a warning stops it; a build elsewhere, with a newer compiler or library, goes on.
  + (Context.environment["SEALPOST_WARNINGS_AS_ERRORS"] == "1" ? [.treatAllWarnings(as: .error)] : [])

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioConcurrencyHelpers = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioFoundationCompat = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metricsTestKit = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let inMemoryTracing = Target.Dependency.product(name: "InMemoryTracing", package: "swift-distributed-tracing")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "sealpost",
  platforms: [.macOS(.v14), .iOS(.v17), .tvOS(.v17), .watchOS(.v10)],
  products: [
    .library(name: "Sealpost", targets: ["Sealpost"]),
    .library(name: "MIME", targets: ["MIME"]),
    .library(name: "TLSWire", targets: ["TLSWire"]),
    .library(name: "SMTPReceiving", targets: ["SMTPReceiving"]),
    .library(name: "MailSandbox", targets: ["MailSandbox"]),
    .library(name: "MailDiagnosis", targets: ["MailDiagnosis"]),
    .library(name: "XojoSockets", targets: ["XojoSockets"]),
    .executable(name: "sealpost", targets: ["SealpostCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    room("MIME", [crypto, cryptoExtras]),
    room("TLSWire", [nioCore]),
    room("SASL", [crypto, cryptoExtras]),
    room("SMTPCore", ["SASL", nioCore]),
    room(
      "SMTPSending",
      [
        "MIME", "TLSWire", "SASL", "SMTPCore",
        nioCore, nioPosix, nioConcurrencyHelpers, nioTLS, nioSSL, x509, swiftASN1, crypto, logging, metrics, tracing,
      ]),
    room(
      "SMTPReceiving",
      ["TLSWire", "SASL", "SMTPCore", nioCore, nioPosix, nioConcurrencyHelpers, nioTLS, nioSSL, logging]),
    room(
      "MailSandbox",
      [
        "SMTPReceiving", "SMTPCore", "TLSWire", "SASL", "MIME",
        nioCore, nioPosix, nioConcurrencyHelpers, nioSSL, x509, swiftASN1, crypto, logging,
      ]),
    .systemLibrary(
      name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"]), .brew(["libpcap"])]),
    room(
      "MailDiagnosis",
      [
        "TLSWire", "SMTPCore", "SMTPSending", "MIME", "CPcap",
        nioCore, nioPosix, nioConcurrencyHelpers, x509, swiftASN1, crypto, mustache, logging,
      ],
      resources: ["page", "style", "symbols", "chart", "table", "finding", "bytes"].map {
        .embedInCode("Resources/\($0).mustache")
      }),
    room(
      "XojoSockets",
      ["SMTPSending", "MIME", "TLSWire", "SMTPCore", "SASL", nioConcurrencyHelpers, logging]),
    room("Sealpost", ["MIME", "TLSWire", "SASL", "SMTPCore", "SMTPSending"]),
    .executableTarget(
      name: "SealpostCLI",
      dependencies: [
        "Sealpost", "MIME", "TLSWire", "SASL", "SMTPCore", "SMTPSending", "SMTPReceiving", "MailSandbox",
        "MailDiagnosis", nioCore, nioPosix, logging, argumentParser,
      ],
      swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["TLSWire", nioCore], path: "Tests/TestSupport", swiftSettings: settings),
    .target(name: "MailFixtures", dependencies: ["MIME"], path: "Tests/MailFixtures", swiftSettings: settings),
    tests("MIMETests", ["MIME", "MailFixtures"]),
    tests("TLSWireTests", ["TLSWire", "TestSupport", nioCore, nioEmbedded]),
    tests("SASLTests", ["SASL", crypto]),
    tests("SMTPCoreTests", ["SMTPCore", "TestSupport", "SASL", nioCore]),
    tests(
      "SMTPSendingTests",
      [
        "SMTPSending", "MIME", "TLSWire", "SASL", "SMTPCore", "SMTPReceiving", "MailSandbox", "TestSupport",
        nioCore, nioPosix, nioConcurrencyHelpers, nioEmbedded, nioSSL, x509, swiftASN1, crypto, logging, metrics,
        metricsTestKit, tracing, inMemoryTracing,
      ]),
    tests(
      "SMTPReceivingTests",
      [
        "SMTPReceiving", "SMTPCore", "TLSWire", "SASL", nioCore, nioPosix, nioConcurrencyHelpers, nioEmbedded, nioSSL,
        logging,
      ]),
    tests(
      "MailSandboxTests",
      [
        "MailSandbox", "SMTPReceiving", "SMTPCore", "TLSWire", "SASL", nioCore, nioPosix, nioConcurrencyHelpers, nioSSL,
        x509, swiftASN1, crypto, logging,
      ]),
    tests(
      "MailDiagnosisTests",
      [
        "MailDiagnosis", "TestSupport", "TLSWire", "SMTPCore", "SMTPSending", "SMTPReceiving", "MailSandbox", "MIME",
        nioCore, nioPosix, nioConcurrencyHelpers, nioEmbedded, nioSSL, x509, logging,
      ]),
    tests(
      "XojoSocketsTests",
      [
        "XojoSockets", "SMTPSending", "MIME", "TLSWire", "SMTPCore", "SASL", "SMTPReceiving", "MailSandbox", nioCore,
        nioConcurrencyHelpers, logging,
      ]),
    tests(
      "SealpostCLITests",
      [
        "SealpostCLI", "MailSandbox", "MailDiagnosis", "SMTPSending", "SMTPReceiving", "MIME", "TLSWire", "SMTPCore",
        nioCore, nioPosix, argumentParser,
      ]),
    tests("SealpostTests", ["Sealpost", "MailSandbox", nioCore, nioPosix, logging]),
    tests(
      "InteropTests",
      [
        "Sealpost", "SMTPSending", "MIME", "TLSWire", "SASL", "SMTPCore", "SMTPReceiving", "MailSandbox",
        "MailDiagnosis", "SealpostCLI", "TestSupport", "MailFixtures",
        nioCore, nioPosix, nioConcurrencyHelpers, nioSSL, x509, crypto, logging,
      ]),
  ]
)
