import ArgumentParser
import Experiments

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a built-in experiment's settings, ready to copy, or what a kind is.")

  @Argument(help: "A name that `tiltmeter list` prints.")
  var name: String

  func run() async throws {
    try await reportingErrors { Console.write(try Catalogue.show(name)) }
  }
}
