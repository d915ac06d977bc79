import Documents
import Foundation
import Tasks

extension Experiment {
  /// Reads an experiment from settings that were found.
  public static func load(_ source: SpecificationSource) throws -> Experiment {
    try Experiment(reading: source.node, directory: source.directory)
  }

  /// A data file's name in the experiment's folder, as in `data/train.csv`.
  func keptName(of file: TaskFile) -> String {
    keptNames[file.key] ?? "data/\(file.key).csv"
  }

  /// Every setting, with the data files' names in the experiment's folder: the same however the
  /// user named them.
  public var keptSettings: ResolvedSettings {
    var settings = resolved
    for file in task.files { settings.set(["task", file.key], to: .text(keptName(of: file))) }
    return settings
  }

  /// The files that settings and data were read from, as the system takes their names.
  ///
  /// - Parameter specification: the settings file; nil for a built-in or standard input.
  public func inputs(specification: String?) -> [String] {
    (specification.map { [$0] } ?? []) + task.files.map { directory.resolve($0.path) }
  }
}
