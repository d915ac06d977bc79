import Estimation
import Runs

extension PreparedSweep {
  /// Makes the summary of complete measurements.
  ///
  /// - Parameters:
  ///   - measurements: of each cell.
  ///   - kept: the sweep as its folder keeps it.
  ///   - contents: what the folder holds.
  /// - Complexity: O(cells x that of one summary + cells squared x plain runs of a cell).
  public func summary(
    _ measurements: [Measurements], kept: KeptSettings, contents: StoreContents
  ) -> Summary {
    summary(measurements.map { .complete($0) }, kept: kept, contents: contents)
  }

  /// What is known of one cell.
  enum CellState {
    case complete(Measurements)
    /// - missing: known runs and bases that are not stored.
    case unfinished(missing: Int)
  }

  func summary(
    _ states: [CellState], kept: KeptSettings, contents: StoreContents
  ) -> Summary {
    if !sweep.isSwept, case .complete(let measurements) = states[0] {
      return cells[0].summary(measurements)
    }
    var comparison = SweepComparison(self)
    var cellSummaries: [CellSummary] = []
    for (index, state) in states.enumerated() {
      let settings = sweep.cells[index].details
      switch state {
      case .complete(let measurements):
        let found = cells[index].summarized(measurements)
        comparison.add(index, measurements, found.headlines)
        cellSummaries.append(
          CellSummary(settings: settings, missing: 0, summary: found.summary))
      case .unfinished(let missing):
        cellSummaries.append(CellSummary(settings: settings, missing: missing, summary: nil))
      }
    }
    let tasks = Set(cells.map { "\($0.taskFingerprint)" }), seeds = Set(cells.map(\.experiment.seed))
    let arithmetics = Set(cells.map(\.arithmetic))
    var summary = Summary(
      experiment: sweep.name, pairs: [],
      controls: ControlsSummary(
        capability: [], memory: nil, sensitivity: [], confirmation: nil, mixRate: nil),
      provenance: Provenance(
        tiltmeter: Version.current, arithmetic: arithmetics.sorted().joined(separator: ", "),
        setup: "", task: tasks.count == 1 ? tasks.first ?? "" : "",
        seed: seeds.count == 1 ? Int(seeds.first ?? 0) : 0,
        trainings: cellSummaries.reduce(0) { $0 + ($1.summary?.provenance.trainings ?? 0) }
          - sharedTrainings(
            cells.indices.filter { cellSummaries[$0].complete }.map { cells[$0] }, in: contents),
        inputs: [:]),
      settings: kept.detail)
    summary.cells = cellSummaries
    summary.sweep = comparison.summary()
    return summary
  }

  /// Trainings of some cells that an earlier one of them has too.
  private func sharedTrainings(_ cells: [PreparedExperiment], in contents: StoreContents) -> Int {
    var shared = SharedRuns(among: cells)
    return cells.filter { shared.mayShare($0) }
      .reduce(0) { $0 + shared.add(CellPlan($1, in: contents)) }
  }
}
