import ArgumentParser
import Experiments

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what this machine has, what is slow, and how to mend it.")

  func run() async throws {
    try await reportingErrors {
      Console.write(try await MachineReport.make().text + ModelFinding().text)
    }
  }
}
