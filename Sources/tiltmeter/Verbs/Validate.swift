import ArgumentParser
import Experiments

struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check settings and data; every error at once, nothing is trained or written.",
    usage: "tiltmeter validate [SPEC] [key=value …] [--resolved]")

  @OptionGroup var arguments: ExperimentArguments

  @Flag(help: "Print every key with its value and its default, as settings that can be copied.")
  var resolved = false

  func run() async throws {
    try await reportingErrors {
      let prepared = try arguments.prepared().sweep
      Console.write(
        try !resolved
          ? Folding.lines(prepared.validityText)
          : Folding.settings(
            prepared.sweep.isSwept
              ? KeptSettings(prepared.sweep).yaml
              : prepared.cells[0].experiment.annotatedSettings))
    }
  }
}
