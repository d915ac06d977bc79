// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that the toolkit does not depend on what only its benchmarks need.
let package = Package(
  name: "tiltmeter-benchmarks",
  dependencies: [
    // The name holds where a clone's folder is called otherwise.
    .package(name: "tiltmeter", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "CPeak"),
    .target(name: "Cases", dependencies: [.product(name: "Learners", package: "tiltmeter")]),
    .executableTarget(name: "cases", dependencies: ["Cases", "CPeak"]),
    .executableTarget(
      name: "Training",
      dependencies: ["Cases", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/Training",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "lm",
      dependencies: ["CPeak", .product(name: "LanguageModels", package: "tiltmeter")]),
    .executableTarget(
      name: "mbar", dependencies: [.product(name: "Estimation", package: "tiltmeter")]),
  ],
  swiftLanguageModes: [.v6]
)
