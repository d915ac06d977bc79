import Cases
import Foundation
import Kernels
import Learners

/// Trains case a on one worker and prints one line of JSON: trainings, processor seconds, and the
/// mean final loss.
@main struct CaseA {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let activation = Activation(rawValue: arguments[1]),
      let count = Int(arguments[2]), count > 0,
      let set = arguments.count > 3 ? InstructionSet(rawValue: arguments[3]) : .widest,
      InstructionSet.available.contains(set)
    else {
      print("usage: case-a tanh|relu|gelu <trainings> [baseline|x86-64-v3|x86-64-v4]")
      exit(64)
    }
    let start = processorSeconds()
    let loss = try await TrainingCase.a(activation, on: set).train(count)
    let seconds = processorSeconds() - start
    print(
      """
      {"trainings": \(count), "cpu_seconds": \(seconds), "mean_final_loss": \(loss), \
      "instruction_set": "\(set.rawValue)"}
      """)
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
