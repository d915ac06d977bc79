import ArgumentParser
import Experiments
import Foundation
import Reports

/// What every verb that talks has.
struct TalkOptions: ParsableArguments {
  @Flag(help: "Print the summary as one JSON object.")
  var json = false

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  @Option(help: "Colour: auto, always or never (auto also follows NO_COLOR).")
  var color = ColorChoice.auto

  var style: ReportStyle { ReportStyle(width: Terminal.reportWidth, color: color.isOn) }

  func note(_ line: String) { if !quiet { Console.error(line) } }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  var isOn: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Console.outputIsTerminal
        && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }
  }
}

/// What names an experiment.
struct ExperimentArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "SPEC: a settings file, `-`, or a built-in's name; then settings as key=value.",
      valueName: "spec or key=value"))
  var specification: [String] = []

  @Option(help: "Seed of the runs' noise.")
  var seed: String?

  @Option(help: "Trainings, over everything.")
  var budget: String?

  /// The settings file, where there is one.
  var file: String? {
    specification.first { !$0.contains("=") }.flatMap {
      $0 != "-" && FileManager.default.fileExists(atPath: $0) ? $0 : nil
    }
  }

  func validate() throws {
    let names = specification.filter { !$0.contains("=") }
    if names.count > 1, let option = Self.unknownOption(before: names[1]) {
      let name = option.drop { $0 == "-" }
      throw ValidationError(
        "`\(option)` is no option here: settings are written key=value"
          + (name.count > 1 ? ", as in \(name)=\(names[1])" : ""))
    }
    if names.count > 1 {
      throw ValidationError(
        "'\(names[1])' is a second SPEC: give one file or built-in, then key=value settings")
    }
  }

  private static let flags = [
    "--json", "--quiet", "--dry-run", "--ids-only", "--resolved", "-h", "--help", "--",
  ]

  /// What looks like an option with this value, and is none.
  private static func unknownOption(before value: String) -> String? {
    let typed = CommandLine.arguments
    guard let place = typed.firstIndex(of: value), place > 1 else { return nil }
    let option = typed[place - 1]
    return option.hasPrefix("-") && option != "-" && !flags.contains(option) ? option : nil
  }

  /// Reads, checks and completes the settings.
  func experiment() throws -> Experiment {
    var options: [(name: String, value: String)] = []
    if let seed { options.append(("seed", seed)) }
    if let budget { options.append(("budget", budget)) }
    let name = specification.first { !$0.contains("=") }
    return try Experiment.load(
      SpecificationSource(
        name, overrides: specification.filter { $0.contains("=") }, options: options))
  }

  /// Reads settings and data, and says what is worth knowing of them.
  ///
  /// - Parameter quiet: whether to say nothing of it.
  func prepared(quiet: Bool = false) throws -> PreparedExperiment {
    let prepared = try saying("reading settings and data", quiet: quiet) {
      try PreparedExperiment(experiment())
    }
    if !quiet { for note in prepared.notes { Console.error(note.description) } }
    return prepared
  }
}

/// Where results go.
struct FolderOptions: ParsableArguments {
  @Option(
    help: """
      The experiment's folder (default: tiltmeter-out/NAME; where that belongs to other settings, \
      tiltmeter-out/NAME-HASH).
      """)
  var out: String?

  func validate() throws {
    if out == "" { throw ValidationError("--out takes the name of a folder, and got none") }
  }

  /// The folder, once it was found to be one that these settings may be done in.
  ///
  /// - Parameter inputs: files that must not be written to.
  /// - Returns: the folder; where the name is not the usual one, why.
  func folder(
    for kept: KeptSettings, of experiment: Experiment, inputs: [String]
  ) throws -> (folder: ExperimentFolder, note: String?) {
    if let out {
      let folder = ExperimentFolder(path: out)
      try folder.check(kept, inputs: inputs)
      return (folder, nil)
    }
    let choice = try DefaultFolder(for: kept, name: experiment.name, inputs: inputs)
    return (choice.folder, choice.note)
  }
}
