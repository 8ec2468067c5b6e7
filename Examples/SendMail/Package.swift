// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "send-mail",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "sealpost", path: "../..")],
  targets: [
    .executableTarget(name: "SendMail", dependencies: [.product(name: "Sealpost", package: "sealpost")])
  ]
)
