import ArgumentParser
import Documents
import Foundation

/// Where the program begins: what it stands on is looked at first, then a verb is run.
@main
enum Entry {
  static func main() async {
    StandardStreams.hold()
    MemoryShortage.watch()
    guard StandardStreams.hasRoom() else {
      Console.error(
        "tiltmeter: Too many open files: let the process open more files (`ulimit -n`)")
      exit(Exit.inputOutput)
    }
    if let problem = TypedArguments.problem(CommandLine.unsafeArgv, count: CommandLine.argc) {
      Console.error("tiltmeter: \(problem)")
      exit(ExitCode.validationFailure.rawValue)
    }
    if let problem = Self.unknownVerb(CommandLine.arguments.dropFirst().first) {
      Console.error("tiltmeter: \(problem)")
      exit(ExitCode.validationFailure.rawValue)
    }
    do {
      var command = try Tiltmeter.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      let code = Tiltmeter.exitCode(for: error)
      let text = Tiltmeter.fullMessage(for: error)
      // Help and version are data; through `Console`, so that a full disk is said.
      if !text.isEmpty { code.isSuccess ? Console.write(text + "\n") : Console.error(text) }
      exit(code.rawValue)
    }
  }

  /// What is wrong with the first argument, where it is no option and no verb.
  private static func unknownVerb(_ argument: String?) -> String? {
    guard let argument, !argument.hasPrefix("-") else { return nil }
    let verbs = Tiltmeter.configuration.subcommands.map { $0._commandName } + ["help"]
    if verbs.contains(argument) { return nil }
    return "there is no verb `\(argument)`; "
      + (likelyMeant(argument, among: verbs).map { "did you mean `\($0)`?" }
        ?? "there are: \(verbs.joined(separator: ", "))")
  }
}
