// swift-tools-version: 6.1
import PackageDescription

// Modules from the bottom up; each imports only those below it.
// Nothing here uses unsafe build flags, so every product can be a versioned dependency.
let package = Package(
  name: "tiltmeter",
  products: [
    .executable(name: "tiltmeter", targets: ["tiltmeter"]),
    .library(name: "Estimation", targets: ["Estimation"]),
    .library(name: "ExactSystems", targets: ["ExactSystems"]),
    // For Tests/Fuzzing, which reads as the tool does.
    .library(name: "Documents", targets: ["Documents"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .library(name: "Learners", targets: ["Learners"]),
    .library(name: "LanguageModels", targets: ["LanguageModels"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CLAPACK"),
    .target(name: "Mathematics", dependencies: ["CLAPACK", "CKernels"]),
    .target(name: "CKernels"),
    .target(name: "Kernels", dependencies: ["CKernels", "Mathematics"]),
    .target(name: "Estimation", dependencies: ["Mathematics"]),
    .target(name: "ExactSystems", dependencies: ["Estimation", "Mathematics"]),
    .target(
      name: "Calibration", dependencies: ["ExactSystems", "Estimation", "Mathematics"]),
    .target(name: "Documents", dependencies: ["Yams"]),
    .target(name: "CModelKernels"),
    .target(name: "LanguageModels", dependencies: ["CModelKernels", "Mathematics"]),
    .target(name: "Runs", dependencies: ["Mathematics", "Documents"]),
    .target(
      name: "Tasks", dependencies: ["Runs", "Documents"], exclude: ["Digits/SOURCE.md"]),
    .target(name: "Learners",
      dependencies: ["Runs", "Documents", "Kernels", "Mathematics", "Estimation"]),
    .target(
      name: "Experiments",
      dependencies: [
        "Tasks", "Learners", "Runs", "Estimation", "Documents", "Mathematics", "Kernels",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(name: "Reports", dependencies: ["Experiments", "Estimation", "Documents"]),
    .executableTarget(
      name: "tiltmeter",
      dependencies: [
        "Reports", "Experiments", "Calibration", "Documents", "LanguageModels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(
      name: "MathematicsTests", dependencies: ["Mathematics", "CKernels"],
      exclude: ["References"]),
    .testTarget(
      name: "EstimationTests", dependencies: ["ExactSystems", "Estimation", "Mathematics"],
      exclude: ["References"]),
    .testTarget(
      name: "ExactSystemsTests", dependencies: ["ExactSystems", "Estimation", "Mathematics"]),
    .testTarget(
      name: "CalibrationTests", dependencies: ["Calibration", "Estimation", "Mathematics"]),
    .testTarget(name: "KernelsTests", dependencies: ["Kernels"]),
    .testTarget(
      name: "LearnersTests",
      dependencies: ["Learners", "Runs", "Documents", "Kernels", "Estimation", "Mathematics"],
      exclude: ["References"]),
    .testTarget(
      name: "LanguageModelsTests", dependencies: ["LanguageModels", "CModelKernels", "Mathematics"],
      exclude: ["References"]),
    .testTarget(name: "DocumentsTests", dependencies: ["Documents"]),
    .testTarget(name: "RunsTests", dependencies: ["Runs"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: ["Experiments", "Estimation", "Learners", "Runs", "Documents"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Experiments"]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["tiltmeter"], exclude: ["Fixtures"]),
    .testTarget(
      name: "TasksTests", dependencies: ["Tasks", "Runs", "Documents"], exclude: ["References"]),
  ],
  swiftLanguageModes: [.v6]
)
