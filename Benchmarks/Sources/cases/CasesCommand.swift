import CPeak
import Cases
import Foundation
import Kernels
import Learners

/// Times one case, the peak, or how speed scales, and prints lines of JSON.
@main struct CasesCommand {
  static let usage = """
    usage: cases CASE TRAININGS [baseline|x86-64-v3|x86-64-v4]     one worker
           cases peak                                              multiply-adds in registers
           cases scaling [sizes|workers|widths]                    case a with tanh
    CASE is \(TrainingCase.names.joined(separator: ", ")), a-gelu or c.
    """

  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["peak"] { return printPeak() }
    if arguments.first == "scaling" {
      let parts = arguments.count > 1 ? Array(arguments.dropFirst()) : Self.scalingParts
      guard Set(parts).isSubset(of: Self.scalingParts) else { refuse() }
      return try await printScaling(Set(parts))
    }
    guard 2...3 ~= arguments.count, let count = Int(arguments[1]), count > 0,
      let set = arguments.count > 2 ? InstructionSet(rawValue: arguments[2]) : .widest,
      InstructionSet.available.contains(set)
    else { refuse() }
    if arguments[0] == "c" {
      let job = FunctionCase(on: set)
      return await report(count, set, job.operations) { job.sample(count) }
    }
    guard let job = TrainingCase.named(arguments[0], on: set) else { refuse() }
    try await report(count, set, job.operations) { try await job.train(count) }
  }

  private static func refuse() -> Never {
    print(usage)
    exit(64)
  }

  /// - Parameter work: returns the number by which both sides of a comparison are held together.
  private static func report(
    _ count: Int, _ set: InstructionSet, _ operations: Double,
    _ work: @Sendable () async throws -> Double
  ) async rethrows {
    let start = seconds(CLOCK_PROCESS_CPUTIME_ID)
    let check = try await work()
    let time = seconds(CLOCK_PROCESS_CPUTIME_ID) - start
    print(
      """
      {"trainings": \(count), "cpu_seconds": \(time), "check": \(check), \
      "operations": \(operations), "instruction_set": "\(set.rawValue)"}
      """)
  }

  private static func printPeak() {
    let start = seconds(CLOCK_PROCESS_CPUTIME_ID)
    let count = tiltmeter_multiply_adds(100_000_000)
    let time = seconds(CLOCK_PROCESS_CPUTIME_ID) - start
    print("{\"multiply_adds\": \(count), \"cpu_seconds\": \(time)}")
  }

  private static let scalingParts = ["sizes", "workers", "widths"]

  /// Case a with tanh: 16 ... 1,048,576 trainings on one worker; then two workers; then widths.
  private static func printScaling(_ parts: Set<String>) async throws {
    let sizes = [16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]
    for size in parts.contains("sizes") ? sizes : [] {
      try await printScaling(.a(.tanh), "size \(size)", count: size, workers: 1)
    }
    for workers in parts.contains("workers") ? [1, 2, 1, 2, 1, 2] : [] {
      try await printScaling(.a(.tanh), "workers \(workers)", count: 8192, workers: workers)
    }
    for width in parts.contains("widths") ? [8, 16, 32, 48, 64, 128, 256] : [] {
      let count = max(8, 8192 * 256 / (width * width) / 8 * 8)
      try await printScaling(
        .a(.tanh, width: width), "width \(width)", count: min(count, 4096), workers: 1)
    }
  }

  private static func printScaling(
    _ job: TrainingCase, _ name: String, count: Int, workers: Int
  ) async throws {
    let wall = seconds(CLOCK_MONOTONIC)
    let start = seconds(CLOCK_PROCESS_CPUTIME_ID)
    _ = try await job.train(count, workers: workers)
    let time = seconds(CLOCK_PROCESS_CPUTIME_ID) - start
    let elapsed = seconds(CLOCK_MONOTONIC) - wall
    print(
      """
      {"scaling": "\(name)", "trainings": \(count), "workers": \(workers), \
      "cpu_seconds": \(time), "wall_seconds": \(elapsed), \
      "per_cpu_second": \(Double(count) / time), "per_wall_second": \(Double(count) / elapsed), \
      "gigaflops": \(Double(count) * job.operations / time * 1e-9)}
      """)
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
