import ArgumentParser
import Experiments

struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check settings and data; every error at once, nothing is trained or written.")

  @OptionGroup var arguments: ExperimentArguments

  func run() async throws {
    try await reportingErrors {
      let prepared = try PreparedExperiment(arguments.experiment())
      Console.write(prepared.validityText)
    }
  }
}
