import Experiments

extension Report {
  /// Makes the report of a finished experiment anew from what its folder holds.
  ///
  /// - Throws: `StoreError`, `IncompleteError`, and what reading settings throws.
  public init(folder path: String) throws {
    let folder = ExperimentFolder(path: path)
    let prepared = try PreparedExperiment(Experiment.load(folder))
    let measurements = try prepared.measurements(in: folder.contents())
    self.init(
      prepared.summary(measurements), executions: try folder.executions(serving: prepared.setupID))
  }
}
