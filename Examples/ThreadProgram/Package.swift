// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "thread-program",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "sealpost", path: "../..")],
  targets: [
    .executableTarget(
      name: "ThreadProgram",
      dependencies: [
        .product(name: "XojoSockets", package: "sealpost"),
        .product(name: "MailSandbox", package: "sealpost"),
      ])
  ]
)
