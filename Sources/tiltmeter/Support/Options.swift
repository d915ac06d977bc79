import ArgumentParser
import Documents
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

  @Option(
    help: ArgumentHelp(
      "A key and the values it takes, as in 'training.steps=[100, 200]'; repeatable: every "
        + "combination is a cell.", valueName: "key=[..]"))
  var sweep: [String] = []

  /// The experiments named; nil for the default one.
  private var names: [String?] {
    let names = specification.filter { !$0.contains("=") }
    return names.isEmpty ? [nil] : names
  }

  func validate() throws {
    let names = specification.filter { !$0.contains("=") }
    if names.count > 1, let option = Self.unknownOption(before: names[1]) {
      let name = option.drop { $0 == "-" }
      throw ValidationError(
        "`\(option)` is no option here: settings are written key=value"
          + (name.count > 1 ? ", as in \(name)=\(names[1])" : ""))
    }
  }

  /// One experiment of those named, with what it was read from.
  struct Named {
    let sweep: PreparedSweep
    /// The settings file, where there is one.
    let file: String?

    var inputs: [String] { sweep.sweep.inputs(specification: file) }
  }

  /// Reads settings and data of the one experiment that is named, and says what is worth knowing of
  /// them.
  ///
  /// - Parameter quiet: whether to say nothing of it.
  func prepared(quiet: Bool = false) throws -> Named {
    if names.count > 1 {
      throw ValidationError(
        "'\(names[1] ?? "")' is a second SPEC: give one file or built-in, then key=value settings")
    }
    return try all(quiet: quiet)[0]
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

  /// The same of all experiments that are named, in their order: nothing is done for the first
  /// before the last is known to be in order.
  func all(quiet: Bool = false) throws -> [Named] {
    let diagnostics = Diagnostics()
    var found: [Named] = []
    for name in names {
      do {
        found.append(try read(name, quiet: quiet))
      } catch let error as DocumentError where names.count > 1 {
        diagnostics.report(error)
      }
    }
    try diagnostics.throwIfAny()
    return found
  }

  private func read(_ name: String?, quiet: Bool) throws -> Named {
    var options: [(name: String, value: String)] = []
    if let seed { options.append(("seed", seed)) }
    if let budget { options.append(("budget", budget)) }
    let prepared = try saying("reading settings and data", quiet: quiet) {
      try PreparedSweep(
        Sweep.load(
          SpecificationSource(
            name, overrides: specification.filter { $0.contains("=") }, options: options,
            sweeps: sweep)))
    }
    if !quiet { for note in prepared.notes { Console.error(note.description) } }
    return Named(
      sweep: prepared,
      file: name.flatMap {
        $0 != "-" && FileManager.default.fileExists(atPath: $0) ? $0 : nil
      })
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
    for kept: KeptSettings, of sweep: Sweep, inputs: [String]
  ) throws -> (folder: ExperimentFolder, note: String?) {
    if let out {
      let folder = ExperimentFolder(path: out)
      try folder.check(kept, inputs: inputs)
      return (folder, nil)
    }
    let choice = try DefaultFolder(for: kept, name: sweep.name, inputs: inputs)
    return (choice.folder, choice.note)
  }
}
