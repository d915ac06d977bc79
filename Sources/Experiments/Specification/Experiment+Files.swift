import Documents
import Foundation
import Tasks

extension Experiment {
  /// Reads an experiment from settings that were found.
  public static func load(_ source: SpecificationSource) throws -> Experiment {
    try Experiment(reading: source.node, directory: source.directory)
  }

  /// Reads the experiment that a folder holds.
  ///
  /// - Throws: `StoreError.missing` where the folder holds none.
  public static func load(_ folder: ExperimentFolder) throws -> Experiment {
    guard folder.exists else { throw StoreError.missing(path: folder.path) }
    return try load(SpecificationSource(folder.settingsPath, overrides: []))
  }
}

extension ExperimentFolder {
  /// Keeps the resolved settings, and copies of the data files they name, so that the folder is
  /// complete by itself.
  ///
  /// - Throws: `StoreError`.
  public func keepSettings(of experiment: Experiment) throws {
    var settings = experiment.resolved
    for file in experiment.task.files {
      let kept = "data/\(file.key).csv"
      guard case .success(let bytes) = experiment.directory.read(file.path) else {
        throw MissingInputError(
          "\(file.path) cannot be read any more", remedy: "put it back and try again")
      }
      try write(Data(bytes), to: kept)
      settings.set(["task", file.key], to: .text(kept))
    }
    let head = "# What `tiltmeter run` resolved; the data are those it read.\n"
    try write(Data((head + settings.yaml()).utf8), to: "experiment.yaml")
  }
}
