import ArgumentParser
import Experiments

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a built-in experiment's settings, ready to copy, or a kind with its keys.")

  @Argument(help: "A name that `tiltmeter list` prints.")
  var name: String

  @Flag(help: "For an experiment: print every key with its value and its default.")
  var resolved = false

  func run() async throws {
    try await reportingErrors {
      if resolved, BuiltIn.all.contains(where: { $0.name == name }) {
        let experiment = try Experiment.load(SpecificationSource(name, overrides: []))
        Console.write(Folding.settings(experiment.annotatedSettings))
        return
      }
      let text = try Catalogue.show(name, besides: Catalogue.outerShelves)
      Console.write(
        BuiltIn.all.contains { $0.name == name } ? Folding.settings(text) : Folding.lines(text))
    }
  }
}
