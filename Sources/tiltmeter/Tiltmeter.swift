import ArgumentParser
import Experiments

struct Tiltmeter: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tiltmeter",
    abstract: "Measures which of two policies a learner is inclined to, in nats of log odds.",
    discussion: """
      Two policies behave alike on the training data. Tiltmeter trains many models, with and \
      without pressure toward one of them, and reports ln P(A)/P(B) with an interval.

      Begin with `tiltmeter run`, which measures the built-in experiment \
      `\(BuiltIn.defaultName)` in about a minute; `tiltmeter show \(BuiltIn.defaultName)` prints \
      its settings, ready to copy.
      """,
    version: Version.current,
    subcommands: [
      Run.self, Plan.self, Estimate.self, Report.self, Compare.self, Export.self, List.self, Show.self, Validate.self,
      Calibrate.self, Model.self, Doctor.self,
    ])
}
