import Foundation
import Kernels
import Mathematics

/// What this machine has, what is slow, and how to mend it.
public struct MachineReport {
  private struct Finding {
    let name: String
    let value: String
    var remedy: String?
  }

  private var findings: [Finding] = []

  /// Looks at the machine and measures its speed; takes about a second, writes nothing.
  public static func make() async throws -> MachineReport {
    var report = MachineReport()
    report.lookAtProcessor()
    try await report.measureSpeed()
    report.lookAtLinearAlgebra()
    report.lookAtDisk()
    report.lookAtPrograms()
    return report
  }

  public var text: String {
    let width = findings.map(\.name.count).max() ?? 0
    return findings.map { finding in
      let space = String(repeating: " ", count: width - finding.name.count)
      return "\(finding.name)\(space)  \(finding.value)\n"
        + (finding.remedy.map { String(repeating: " ", count: width + 2) + "-> \($0)\n" } ?? "")
    }.joined()
  }

  private mutating func lookAtProcessor() {
    let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = info.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last }.map { $0.trimmingCharacters(in: .whitespaces) }
    findings.append(Finding(name: "processor", value: model ?? "unknown"))
    findings.append(
      Finding(
        name: "threads", value: "\(ProcessInfo.processInfo.activeProcessorCount)"))
    let level = InstructionSet.widest
    let lanes = LaneKernels(level)?.lanes ?? 0
    findings.append(
      Finding(
        name: "vector width", value: "\(lanes) models at a time (\(level.rawValue))",
        remedy: lanes < 8
          ? "this processor has no fused multiply-add that the kernels know: training is slow; "
            + "x86-64-v3 or newer is many times faster" : nil))
  }

  private mutating func measureSpeed() async throws {
    let speed = try await SpeedProbe.measure()
    findings.append(
      Finding(
        name: "training speed",
        value: "\(Wording.count(Int(speed.all))) trainings per second on \(speed.threads) threads, "
          + "\(Wording.count(Int(speed.one))) on one (\(SpeedProbe.description))",
        remedy: speed.remedy))
  }

  private mutating func lookAtLinearAlgebra() {
    findings.append(Finding(name: "OpenBLAS", value: LinearAlgebraLibrary.configuration))
    let forced = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
    findings.append(
      Finding(
        name: "OpenBLAS core",
        value: LinearAlgebraLibrary.core + (forced.map { " (OPENBLAS_CORETYPE=\($0))" } ?? ""),
        remedy: forced.map { _ in
          "the core is forced by the environment, which can halve the speed of large products: "
            + "`unset OPENBLAS_CORETYPE` lets the processor decide"
        }))
  }

  private mutating func lookAtDisk() {
    let here = FileManager.default.currentDirectoryPath
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: here)
    guard let free = attributes?[.systemFreeSize] as? Int else { return }
    findings.append(
      Finding(
        name: "disk", value: "\(Wording.count(free / 1_000_000)) MB free here",
        remedy: free < 500_000_000
          ? "a full disk stops a run: use --out to write somewhere else" : nil))
  }

  private mutating func lookAtPrograms() {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let gnuplot = folders.contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot")
    }
    findings.append(
      Finding(
        name: "gnuplot", value: gnuplot ? "there" : "not there (no report needs it yet)"))
  }
}
