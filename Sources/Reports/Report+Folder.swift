import Experiments

extension Report {
  /// Makes the report of an experiment anew from what its folder holds.
  ///
  /// - Throws: `StoreError`, `IncompleteError` where nothing of it is complete, and what reading
  ///   settings throws.
  public init(folder path: String) throws {
    let folder = ExperimentFolder(path: path)
    let prepared = try PreparedSweep(Sweep.load(folder))
    self.init(
      try prepared.summary(in: folder),
      executions: try folder.executions(serving: prepared.setups))
  }
}
