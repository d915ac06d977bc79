// swift-tools-version: 6.1
import PackageDescription

// A package of its own: everything in it and below it is built with libFuzzer's instrumentation
// (`swift build --sanitize=fuzzer`), which the toolkit's own products never are.
let package = Package(
  name: "tiltmeter-fuzzing",
  dependencies: [
    // The name holds where a clone's folder is called otherwise.
    .package(name: "tiltmeter", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "fuzz-readers",
      dependencies: [
        .product(name: "Documents", package: "tiltmeter"),
        .product(name: "Experiments", package: "tiltmeter"),
      ]),
    .executableTarget(
      name: "fuzz-models",
      dependencies: [.product(name: "LanguageModels", package: "tiltmeter")]),
  ],
  swiftLanguageModes: [.v6]
)
