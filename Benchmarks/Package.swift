// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "tiltmeter-benchmarks",
  dependencies: [
    .package(name: "tiltmeter", path: "..")
  ],
  targets: [
    .executableTarget(
      name: "case-a", dependencies: [.product(name: "Learners", package: "tiltmeter")]),
    .executableTarget(
      name: "mbar", dependencies: [.product(name: "Estimation", package: "tiltmeter")]),
  ],
  swiftLanguageModes: [.v6]
)
